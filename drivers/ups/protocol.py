"""The text protocol of Network UPS Tools (NUT), as `upsd` speaks it on TCP 3493: lines of words, words with blanks in quotes.

Facts: NUT developer guide, "Network protocol information"; tried against Debian's `upsd` 2.8.
"""

from dataclasses import dataclass

MAX_LINE = 1024
"""Longer lines aren't of this protocol: `upsd` itself cuts at 512."""
MAX_WORDS = 32


@dataclass(frozen=True, slots=True)
class Variable:
    """One value of a UPS."""

    ups: str
    name: str
    """Such as `ups.status`, `battery.runtime`."""
    value: str


@dataclass(frozen=True, slots=True)
class ListEnd:
    """All variables of the UPS were told."""

    ups: str


@dataclass(frozen=True, slots=True)
class Refused:
    """`ERR`: the code is one of the protocol's words, such as `DATA-STALE`."""

    code: str


@dataclass(frozen=True, slots=True)
class Other:
    """A line that nobody here waits for."""


Line = Variable | ListEnd | Refused | Other


def list_variables(ups: str) -> bytes:
    """Ask for all values of a UPS.

    Raises:
        ValueError: the name can't stand on a line.
    """
    return _encode("LIST", "VAR", ups)


def _encode(*words: str) -> bytes:
    for word in words:
        if not word or not word.isprintable():
            raise ValueError("a word must be printable and not empty")
    return (" ".join(map(_quoted, words)) + "\n").encode()


def _quoted(word: str) -> str:
    if word.isascii() and all(character.isalnum() or character in "-._" for character in word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Decoder:
    """Holds at most one unfinished line; a longer one is dropped to its end."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._too_long = False

    def feed(self, data: bytes) -> list[Line]:
        found: list[Line] = []
        *lines, rest = (bytes(self._held) + data).split(b"\n")
        for line in lines:
            if not self._too_long and len(line) <= MAX_LINE:
                found.append(read_line(line))
            self._too_long = False
        self._too_long = self._too_long or len(rest) > MAX_LINE
        self._held = bytearray(b"" if self._too_long else rest)
        return found


def read_line(line: bytes) -> Line:
    """What one line says; `Other` also for what can't be read."""
    words = split_words(line.rstrip(b"\r").decode("utf-8", "replace"))
    match words:
        case ["VAR", ups, name, value]:
            return Variable(ups, name, value)
        case ["END", "LIST", "VAR", ups]:
            return ListEnd(ups)
        case ["ERR", code, *_]:
            return Refused(code)
        case _:
            return Other()


def split_words(line: str) -> list[str]:
    """Words of a line; a quoted one may hold blanks, and `\\"` and `\\\\`. Empty when a quote isn't closed."""
    words: list[str] = []
    letters: list[str] = []
    begun = quoted = escaped = False
    for character in line:
        if escaped:
            letters.append(character)
            escaped = False
        elif character == "\\":
            begun = escaped = True
        elif character == '"':
            begun, quoted = True, not quoted
        elif character in " \t" and not quoted:
            if begun:
                words.append("".join(letters))
            letters, begun = [], False
        else:
            letters.append(character)
            begun = True
    if quoted or escaped:
        return []
    if begun:
        words.append("".join(letters))
    return words[:MAX_WORDS]
