"""Show-codes (亮码): signed for one person, one hall and one minute; verified without a line, against a signed list of issuers.

A code is a CBOR web token (RFC 8392) in COSE_Sign1 (RFC 9052), as base45 text (RFC 9285), or a compact JWS (RFC 7515). ES256
everywhere; SM2 with SM3 where the library for it is installed.
"""
