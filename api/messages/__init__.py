"""The contract: every message of the hall as a frozen model, the topics they travel on, and the words they use.

This package imports pydantic and the standard library only. It opens nothing, knows no clock and no network.
"""
