"""Records of self-tests, each signed with the terminal's own key and chained to the one before: proof that a terminal was tested
daily, and what was found. Ed25519 (RFC 8032). Findings only: nothing of any citizen.
"""

import hashlib
import json
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEPT = 400
"""A year of daily tests, and some by hand."""
FIRST = "0" * 64
"""Stands where the record before the first would."""


class RecordsDamaged(Exception):
    """The records don't hold together; the text names the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Record:
    """One test."""

    at_ms: int
    terminal: str
    by: str
    """`daily` or `technician`."""
    verdict: str
    findings: tuple[Mapping[str, str], ...]
    """part, verdict, key."""

    def document(self, before: str) -> dict[str, Any]:
        """`before`: the hash of the line before."""
        return {
            "at": self.at_ms,
            "terminal": self.terminal,
            "by": self.by,
            "verdict": self.verdict,
            "findings": [dict(finding) for finding in self.findings],
            "before": before,
        }


def canonical(document: Mapping[str, Any]) -> bytes:
    """What is signed: sorted keys, no spaces."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class TerminalKey:
    """The terminal's signing key in a file of its own account; made at the first use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Ed25519PrivateKey:
        """
        Raises:
            OSError: the file can't be read or written.
            RecordsDamaged: others may read it, or it isn't an Ed25519 key.
        """
        if not self._path.exists():
            self._make()
        if stat.S_IMODE(self._path.stat().st_mode) & 0o077:
            raise RecordsDamaged(f"{self._path}: others may read it; chmod 600")
        try:
            key = serialization.load_pem_private_key(self._path.read_bytes(), None)
        except ValueError as error:
            raise RecordsDamaged(f"{self._path}: isn't a key") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise RecordsDamaged(f"{self._path}: isn't an Ed25519 key")
        return key

    def public(self) -> bytes:
        """PEM, for who checks the records.

        Raises:
            OSError, RecordsDamaged: as `load`.
        """
        encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return self.load().public_key().public_bytes(encoding, form)

    def _make(self) -> None:
        pem = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        fresh = self._path.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


class Records:
    """One file of signed lines."""

    def __init__(self, path: Path, key: TerminalKey) -> None:
        self._path = path
        self._key = key

    def add(self, record: Record) -> None:
        """Durable when it returns.

        Raises:
            OSError, RecordsDamaged: as `TerminalKey.load`, or the file can't be written.
        """
        lines = self.lines()
        document = record.document(line_hash(lines[-1]) if lines else FIRST)
        document["signature"] = self._key.load().sign(canonical(document)).hex()
        fresh = self._path.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(b"\n".join([*lines[1 - KEPT :], canonical(document)]) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def lines(self) -> list[bytes]:
        try:
            return self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []

    def last(self) -> Mapping[str, Any] | None:
        """The newest record, unchecked; None: there is none that can be read."""
        for line in reversed(self.lines()):
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                return found
        return None


def line_hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def verify(lines: Sequence[bytes], public_pem: bytes) -> list[Mapping[str, Any]]:
    """Every record, checked: signed by this key, and none cut out between two others.

    Raises:
        RecordsDamaged: a line isn't, or the key isn't one.
    """
    try:
        key = serialization.load_pem_public_key(public_pem)
    except ValueError as error:
        raise RecordsDamaged("the public key isn't one") from error
    if not isinstance(key, Ed25519PublicKey):
        raise RecordsDamaged("the public key isn't an Ed25519 key")
    found: list[Mapping[str, Any]] = []
    for number, line in enumerate(lines, start=1):
        try:
            document = json.loads(line)
            signature = bytes.fromhex(document.pop("signature"))
            key.verify(signature, canonical(document))
            before = document["before"]
        except (ValueError, KeyError, AttributeError, TypeError, InvalidSignature) as error:
            raise RecordsDamaged(f"line {number}: not signed by this terminal, or changed since") from error
        # The oldest lines go in time: the first of a file follows one that is gone.
        if number > 1 and before != line_hash(lines[number - 2]):
            raise RecordsDamaged(f"line {number}: a record before it is missing")
        found.append(document)
    return found
