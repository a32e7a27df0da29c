"""Identification at the hall: evidence, consents, codes used once, platforms. Beside the queue engine; never touches a ticket."""
