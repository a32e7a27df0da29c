"""Certificates and reports on A4, as steps use their printer."""
