"""Passwords as argon2id hashes. Pure CPU work: callers run it in a thread."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MIN_LENGTH = 8
"""NIST SP 800-63B, 5.1.1: at least eight characters, and no rules about which."""


class Passwords:
    """Hashes and compares. An unknown name costs as much as a known one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """The library's defaults are RFC 9106's low-memory profile (64 MiB, 3 passes); tests bring a cheaper hasher."""
        self._hasher = hasher or PasswordHasher()
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        """The hash to store, with its own salt and parameters.

        Raises:
            ValueError: the password is too short.
        """
        if len(password) < MIN_LENGTH:
            raise ValueError(f"a password needs at least {MIN_LENGTH} characters")
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; None stands for an account that doesn't exist and takes the same time."""
        if stored is None:
            if self._nobody is None:
                self._nobody = self._hasher.hash("nobody signs in with this")
            self._compare(self._nobody, password)
            return False
        return self._compare(stored, password)

    def _compare(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
