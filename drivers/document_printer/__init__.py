"""A4 printer for certificates and reports, driven over the Internet Printing Protocol."""
