"""The reference issuer of show-codes on the command line: its folder of keys, and the codes that it draws."""
