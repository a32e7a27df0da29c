-- A self-service terminal is rated once for each ticket: the hall remembers it beside the ticket.
ALTER TABLE ticket ADD COLUMN terminal_rated INTEGER NOT NULL DEFAULT 0;
UPDATE ticket SET terminal_rated = 1 WHERE id IN (
    SELECT json_extract(CAST(record AS TEXT), '$.body.ticket') FROM event WHERE kind = 'terminal-rated'
);
