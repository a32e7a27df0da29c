"""Who is a unit of this hall: the hall's own authority, one-time codes, client certificates, revocation.

The modules decide and encode; clock and randomness come in as arguments. Only `registry` and `files` touch the disk.
"""
