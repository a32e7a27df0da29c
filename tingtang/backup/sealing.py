"""Sealed for recipients with age (age-encryption.org/v1): X25519 and ChaCha20-Poly1305 in chunks, by the library pyrage.

Whoever has a recipient's key file opens a backup with any tool that knows age, also without this product. The server needs only
public keys. Sealing tells nobody who sealed: what a backup says is checked against its own ledger when it is opened.
"""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import pyrage
from pyrage import x25519
from typing_extensions import Buffer

from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError
from tingtang.backup.problems import BackupProblem


def new_key() -> tuple[str, str]:
    """A fresh pair: the secret line of a key file, and the recipient for the settings."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def seal(plain: Iterator[bytes], sealed: IO[bytes], recipients: Sequence[str]) -> None:
    """
    Raises:
        BackupProblem: a recipient isn't an age public key.
        OSError: what reads or writes failed.
    """
    try:
        keys = [x25519.Recipient.from_str(text) for text in recipients]
    except pyrage.RecipientError as error:
        raise BackupProblem("backup.recipients: one of them isn't an age public key; `tingtang backup key` makes one") from error
    source, target = _Pulled(plain), _Told(sealed)
    try:
        pyrage.encrypt_io(source, target, keys)
    except (pyrage.EncryptError, OSError):
        _raise_first(source.error, target.error)
        raise
    _raise_first(source.error, target.error)


def unseal(sealed: IO[bytes], plain: IO[bytes], key_file: Path) -> None:
    """All of it, and true to the last byte, when this returns; before that nothing of `plain` may be believed.

    Raises:
        BackupProblem: the key file can't be used or doesn't open it; the backup is damaged or cut short.
        OSError: what writes failed.
    """
    target = _Told(plain)
    try:
        pyrage.decrypt_io(sealed, target, _identities(key_file))
    except pyrage.DecryptError as error:
        _raise_first(target.error)
        raise BackupProblem("the backup doesn't open: it needs another key file, or it is damaged or cut short") from error
    except OSError as error:
        _raise_first(target.error)
        raise BackupProblem("the backup can't be read to its end: it is damaged or cut short") from error


def _identities(key_file: Path) -> list[x25519.Identity]:
    try:
        lines = read_secret(key_file).splitlines()
        found = [x25519.Identity.from_str(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    except ConfigurationError as error:
        raise BackupProblem(str(error)) from error
    except pyrage.IdentityError:
        # Without its cause, which may hold the key.
        raise BackupProblem(f"{key_file}: isn't an age key file") from None
    if not found:
        raise BackupProblem(f"{key_file}: holds no key")
    return found


class _Pulled(io.RawIOBase):
    """A file of what an iterator yields. Its error is kept as it was: the library would make text of it."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self.error: BaseException | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._rest:
                self._rest = next(self._chunks)
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        given, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return given


class _Told(io.RawIOBase):
    """The same for what writes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: BaseException | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        try:
            return self._file.write(data)
        except BaseException as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._file.flush()


def _raise_first(*errors: BaseException | None) -> None:
    for error in errors:
        if error is not None:
            raise error
