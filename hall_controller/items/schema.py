"""The items file's tables: applications and documents under way. Nobody's name, number, case or form field stands in it."""

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE application (
    id TEXT PRIMARY KEY, node TEXT NOT NULL, item TEXT NOT NULL, department TEXT NOT NULL,
    begun_at INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE INDEX application_by_state ON application (state, at);
CREATE TABLE document (
    token TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, node TEXT NOT NULL, item TEXT NOT NULL, call TEXT NOT NULL,
    department TEXT NOT NULL, begun_at INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL,
    outcome TEXT, sheets INTEGER NOT NULL, told INTEGER NOT NULL
) STRICT;
CREATE INDEX document_by_state ON document (told, state, at);
"""
