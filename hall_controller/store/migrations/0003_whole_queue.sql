-- The whole queue: visits of several legs, classes and bounds, holds with timers, bookings, ranges, promises, the window's why.
ALTER TABLE ticket DROP COLUMN reference; -- the same as order_reference
ALTER TABLE ticket ADD COLUMN wanted TEXT NOT NULL DEFAULT '[]';
ALTER TABLE ticket ADD COLUMN items TEXT NOT NULL DEFAULT '[]';
ALTER TABLE ticket ADD COLUMN skill TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN plan TEXT NOT NULL DEFAULT '[]';
ALTER TABLE ticket ADD COLUMN past TEXT NOT NULL DEFAULT '[]';
ALTER TABLE ticket ADD COLUMN reserved_clerk TEXT;
ALTER TABLE ticket ADD COLUMN holder TEXT;
ALTER TABLE ticket ADD COLUMN agent TEXT;
ALTER TABLE ticket ADD COLUMN terminal TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN block TEXT;
ALTER TABLE ticket ADD COLUMN marked TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN slot INTEGER;
ALTER TABLE ticket ADD COLUMN passed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN behind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN front INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN postponed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket ADD COLUMN back_at INTEGER;
ALTER TABLE ticket ADD COLUMN forecast TEXT;
ALTER TABLE ticket ADD COLUMN first_called_at INTEGER;
ALTER TABLE window ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE window ADD COLUMN tidal TEXT NOT NULL DEFAULT '[]';
ALTER TABLE window ADD COLUMN fault TEXT NOT NULL DEFAULT '';
ALTER TABLE window ADD COLUMN offline INTEGER NOT NULL DEFAULT 0;
ALTER TABLE window ADD COLUMN why TEXT;

-- Small things the hall remembers: ranges, lists, alerts, the rule in force. The body is the fact's fields as JSON.
CREATE TABLE fact (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- The weekly list of 置顶 is read without walking through a year of events.
CREATE INDEX event_topped ON event (at) WHERE kind = 'ticket-topped';

-- The ledger knows what belongs in the new columns: the tables are written anew from it at the next opening.
CREATE TABLE rebuild (due INTEGER NOT NULL) STRICT;
INSERT INTO rebuild SELECT 1 WHERE EXISTS (SELECT 1 FROM event);
