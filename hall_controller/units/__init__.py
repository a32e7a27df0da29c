"""The units' server: a unit gets its certificate here, renews it, and asks which release it shall run.

A process and an account of its own, since it holds the authority's key.
"""
