"""How a hall knows a person without knowing who it is: HMAC-SHA256 of the document's number under the hall's own key.

All terminals of a hall share one key file, so that the same person has the same text at each of them. Who has the key can try all
numbers; who hasn't can't read one back. The controller never gets the key.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import date
from hashlib import sha256

from api.identity.documents import InvalidDocument, read_document

KEY_BYTES = 32
"""As long as the hash: RFC 2104 gains nothing from a longer one."""
_PURPOSE = b"tingtang person 1\x00"
"""Keeps these hashes apart from anything else that might be made with the key, and from later forms of the text."""


def keyed_hash(key: bytes, person: str) -> str:
    """A person's pseudonym, 43 characters of base64url, as `Holder` in messages.

    Args:
        key: KEY_BYTES of the hall's key.
        person: `DocumentNumber.person`.

    Raises:
        ValueError: the key has another length.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a person key has {KEY_BYTES} bytes")
    digest = hmac.digest(key, _PURPOSE + person.encode(), sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def holder_hash(key: bytes, document: str, number: str, today: date) -> str:
    """The pseudonym of a document's holder; a number that can't be one of its type stands for itself."""
    try:
        person = read_document(document, number, today).person
    except InvalidDocument:
        person = f"{document}?{number}"
    return keyed_hash(key, person)


def person_key_of(text: str) -> bytes:
    """The key in a key file's text (`api.process.secret_file` reads it): 64 hexadecimal digits.

    Raises:
        ValueError: it holds something else. Without the text.
    """
    try:
        key = bytes.fromhex(text)
    except ValueError:
        # Without its cause: the text of that error may hold a piece of the key.
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a person key is {KEY_BYTES * 2} hexadecimal digits")
    return key
