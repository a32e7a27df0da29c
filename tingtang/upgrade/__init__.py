"""A unit's own upgrade: it asks the hall what to run, makes that beside what runs, changes over, watches itself, goes back.

Every step can be cut short by a power cut: what is on the disk says where it stands, and doing a step again changes nothing.
"""
