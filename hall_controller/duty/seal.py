"""What a citizen wrote, sealed with the hall's key: AES-256-GCM (NIST SP 800-38D), bound to its complaint's id."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.process.secret_file import read_secret, write_secret
from api.process.settings_file import ConfigurationError

KEY_BYTES = 32
NONCE_BYTES = 12
"""The length that SP 800-38D recommends; random ones are safe for 2³² messages of one key."""


class NotOpened(Exception):
    """The key is another one, or the row was changed. Never holds what is in it."""


@dataclass(frozen=True, slots=True)
class Words:
    text: str = field(repr=False)
    contact: str = field(repr=False)


class Seal:
    """
    Args:
        key: 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, words: Words, ident: str) -> tuple[bytes, bytes]:
        """Returns nonce and sealed bytes."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = json.dumps([words.text, words.contact], ensure_ascii=False).encode()
        return nonce, self._cipher.encrypt(nonce, plain, ident.encode())

    def open(self, nonce: bytes, sealed: bytes, ident: str) -> Words:
        """
        Raises:
            NotOpened: the key is another one, or the row was changed.
        """
        try:
            text, contact = json.loads(self._cipher.decrypt(nonce, sealed, ident.encode()))
        except InvalidTag:
            raise NotOpened("a complaint doesn't open: its key is another one, or its row was changed") from None
        return Words(text, contact)


def read_seal(path: Path, *, may_make: bool) -> Seal:
    """The key of this file, made when there is none and `may_make`.

    Raises:
        ConfigurationError: it is missing while there are complaints, readable by others, or no 64 hex digits.
    """
    if not path.exists():
        if not may_make:
            raise ConfigurationError(f"{path}: is missing, and complaints are sealed with it; bring it back from the backup")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_secret(path, secrets.token_hex(KEY_BYTES))
    try:
        key = bytes.fromhex(read_secret(path))
    except ValueError:
        # Without its cause, which holds the text.
        raise ConfigurationError(f"{path}: isn't a key of {2 * KEY_BYTES} hex digits") from None
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"{path}: isn't a key of {2 * KEY_BYTES} hex digits")
    return Seal(key)
