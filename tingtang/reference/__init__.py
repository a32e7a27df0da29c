"""Reference servers: platforms of identity as adapters meet them, for set-up, demo and contract tests. Invented people only.

They share no code with the adapters but the keys: both ends were written after `docs/identity/adapters.md`.
"""
