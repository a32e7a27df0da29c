"""The technician's code: kept as a hash in a file of the kiosk's account alone, and guessed only slowly.

The file is written by `tingtang kiosk code`. How often somebody was wrong outlives a restart, so that pulling the plug gives no
new tries.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from api.process.secret_file import others_may_read

FREE_TRIES = 3
FIRST_WAIT_S, LONGEST_WAIT_S = 30.0, 3_600.0
"""After the free tries each wrong one doubles the wait: six digits would take a lifetime."""
DIGITS_MIN, DIGITS_MAX = 6, 12
SALT_BYTES = 16
SCRYPT = {"n": 2**14, "r": 8, "p": 1}
"""Some 50 ms and 16 MiB a try (RFC 7914's interactive parameters)."""


class CodeFileUnsafe(Exception):
    """The code's file can't be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    right: bool
    wait_s: float = 0.0
    """Until the next try counts."""


def is_code(code: str) -> bool:
    """A code that a keypad of digits can type, long enough to be worth guarding."""
    return code.isascii() and code.isdigit() and DIGITS_MIN <= len(code) <= DIGITS_MAX


def hashed(code: str, salt: bytes) -> str:
    """What stands in the file."""
    return f"scrypt${salt.hex()}${hashlib.scrypt(code.encode(), salt=salt, **SCRYPT).hex()}"


def write_code(path: Path, code: str, random: Callable[[int], bytes] = os.urandom) -> None:
    """
    Raises:
        ValueError: it isn't 6 to 12 digits.
        OSError: the file can't be written.
    """
    if not is_code(code):
        raise ValueError(f"a code is {DIGITS_MIN} to {DIGITS_MAX} digits")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(hashed(code, random(SALT_BYTES)) + "\n")


def read_code(path: Path) -> str:
    """The hash.

    Raises:
        CodeFileUnsafe: it isn't there, others may read it, or it holds something else.
    """
    try:
        if others_may_read(path):
            raise CodeFileUnsafe(f"{path}: others may read it; chmod 600")
        text = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CodeFileUnsafe(f"{path}: can't be read; make it with `tingtang kiosk code`") from error
    kind, _, rest = text.partition("$")
    salt, _, digest = rest.partition("$")
    try:
        known = kind == "scrypt" and len(bytes.fromhex(salt)) == SALT_BYTES and bool(bytes.fromhex(digest))
    except ValueError:
        known = False
    if not known:
        raise CodeFileUnsafe(f"{path}: isn't a code; make it with `tingtang kiosk code`")
    return text


class CodeGuard:
    """Says whether a code is right. Args: tries: file of wrong tries. now_s: wall clock, since waits outlive a restart."""

    def __init__(self, code: str, tries: Path, now_s: Callable[[], float]) -> None:
        self._code = code
        self._tries = tries
        self._now_s = now_s

    def wait_s(self) -> float:
        """Until a try counts."""
        wrong, last_s = self._read()
        over = wrong - FREE_TRIES
        if over < 0:
            return 0.0
        wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(over, 20))
        # A clock that was set back doesn't make anybody wait longer than the wait itself.
        return max(0.0, wait_s - max(0.0, self._now_s() - last_s))

    def try_code(self, code: str) -> Verdict:
        """A try within the wait counts for nothing, right or wrong."""
        if (wait_s := self.wait_s()) > 0:
            return Verdict(False, wait_s)
        salt = bytes.fromhex(self._code.split("$")[1])
        if hmac.compare_digest(hashed(code, salt), self._code):
            self._tries.unlink(missing_ok=True)
            return Verdict(True)
        wrong, _ = self._read()
        self._write(wrong + 1)
        return Verdict(False, self.wait_s())

    def _read(self) -> tuple[int, float]:
        try:
            found = json.loads(self._tries.read_text("ascii"))
            return int(found["wrong"]), float(found["at_s"])
        except FileNotFoundError:
            return 0, 0.0
        except (OSError, ValueError, KeyError, TypeError):
            # Damaged, perhaps by somebody: no free tries.
            return FREE_TRIES, self._now_s()

    def _write(self, wrong: int) -> None:
        fresh = self._tries.with_suffix(".new")
        fresh.write_text(json.dumps({"wrong": wrong, "at_s": self._now_s()}), "ascii")
        fresh.replace(self._tries)
