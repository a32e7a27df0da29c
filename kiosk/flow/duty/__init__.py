"""Calling a person, complaints, and ratings without a number."""
