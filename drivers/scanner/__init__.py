"""QR and bar-code scanners on a serial line or USB-CDC: the GM65 family and Honeywell."""
