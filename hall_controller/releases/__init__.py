"""Upgrades of a hall's units: which release each shall run, in stages, with a gate between them. Units ask; nothing is pushed."""
