-- The ledger: every event of the hall, chained by hash. `record` is canonical JSON (sorted keys).
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    record BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- Every command of the last days with its answer: the same id again gets it and changes nothing.
CREATE TABLE command (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    answer BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: the present day.
CREATE TABLE hall (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    day TEXT NOT NULL,
    day_closed INTEGER NOT NULL,
    day_opened_at INTEGER NOT NULL,
    day_opened_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE counter (
    day TEXT NOT NULL,
    prefix TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (day, prefix)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    day TEXT NOT NULL,
    prefix TEXT NOT NULL,
    number INTEGER NOT NULL,
    label TEXT NOT NULL,
    queue TEXT NOT NULL,
    service TEXT NOT NULL,
    ticket_class TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    reference INTEGER NOT NULL,
    order_reference INTEGER NOT NULL,
    order_seq INTEGER NOT NULL,
    order_tie INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    state_since INTEGER NOT NULL,
    window INTEGER,
    clerk TEXT,
    reason TEXT NOT NULL,
    interval INTEGER NOT NULL,
    calls INTEGER NOT NULL,
    recalls INTEGER NOT NULL,
    called_at INTEGER,
    copies INTEGER NOT NULL,
    legs INTEGER NOT NULL,
    came_back INTEGER NOT NULL,
    owner INTEGER,
    reserved INTEGER,
    handed TEXT
) STRICT, WITHOUT ROWID;
-- The database itself refuses a number given twice. Number before prefix: queues count up side by side, so a batch of new
-- tickets touches one page of this index instead of one for each queue.
CREATE UNIQUE INDEX ticket_number ON ticket (day, number, prefix);

-- Closed intervals: one row for each state a ticket was in. The open one is the ticket's own row.
CREATE TABLE interval (
    ticket TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    leg INTEGER NOT NULL,
    state TEXT NOT NULL,
    window INTEGER,
    clerk TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (ticket, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE window (
    number INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    clerk TEXT,
    ticket TEXT,
    ask TEXT,
    next_kept INTEGER NOT NULL,
    pause_reason TEXT NOT NULL,
    back_at INTEGER,
    finished TEXT,
    finished_at INTEGER NOT NULL,
    served INTEGER NOT NULL
) STRICT;

CREATE TABLE ask (
    id TEXT PRIMARY KEY,
    ticket TEXT NOT NULL,
    window INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    outcome TEXT,
    level TEXT,
    labels TEXT NOT NULL,
    rated_at INTEGER NOT NULL,
    rated_seq INTEGER NOT NULL,
    replaced INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ask_until ON ask (until);

-- What devices were told to do because of an event. The ids sort by the time they were made in; there is no index on the
-- state, which would cost each call more than the one scan at start is worth.
CREATE TABLE delivery (
    id TEXT PRIMARY KEY,
    event_seq INTEGER NOT NULL,
    call_seq INTEGER,
    device TEXT NOT NULL,
    command TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    settled_at INTEGER,
    detail TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
