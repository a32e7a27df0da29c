"""Set-up sheets: one page for each kind of device, with what to set and the codes to scan."""
