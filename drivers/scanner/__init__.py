"""QR and bar-code scanners of the GM65 family and Honeywell's, armed for one code at a time."""
