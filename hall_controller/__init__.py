"""The hall controller: the one place where numbers are given and calls decided, and the ledger that remembers it."""
