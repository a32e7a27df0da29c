"""Accounts of the hall's staff and devices, and their server-side sessions, in an SQLite file of their own."""
