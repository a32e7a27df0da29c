"""Reads udev rules as udev does (udev(7)): keys, operators, quoting. `udevadm verify` does it from systemd 254 on; Debian 12
has 252.
"""

import re
from collections.abc import Iterator

TOKEN = re.compile(r'\s*([A-Z_]+)(\{[^}]*\})?\s*(==|!=|=|\+=|-=|:=)\s*"((?:[^"\\]|\\.)*)"\s*(,?)')
MATCHES = frozenset({"ACTION", "DEVPATH", "KERNEL", "SUBSYSTEM", "DRIVER", "TAG"})
MATCHES_NAMED = frozenset({"ATTR", "ATTRS", "ENV", "TEST", "SYSCTL"})
MATCHES_ABOVE = frozenset({"KERNELS", "SUBSYSTEMS", "DRIVERS"})
ASSIGNS = frozenset({"NAME", "SYMLINK", "OWNER", "GROUP", "MODE", "TAG", "RUN", "OPTIONS", "GOTO", "LABEL", "IMPORT", "PROGRAM"})
NEED_NAME = frozenset({"ATTR", "ATTRS", "ENV"})
MODE = re.compile(r"0?[0-7]{3}")
LINK = re.compile(r"[A-Za-z0-9#+.:=@_/${}-]+")


def rule_problems(text: str, name: str) -> Iterator[str]:
    """Each with file and line."""
    for number, line in _joined(text):
        for problem in _line_problems(line):
            yield f"{name}:{number}: {problem}"


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, with those that a backslash continues."""
    whole, first = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not whole:
            first = number
        if not whole and (not line.strip() or line.lstrip().startswith("#")):
            continue
        whole += line.removesuffix("\\")
        if not line.endswith("\\"):
            yield first, whole
            whole = ""
    if whole:
        yield first, whole


def _line_problems(line: str) -> Iterator[str]:
    place, assigns = 0, False
    while place < len(line):
        found = TOKEN.match(line, place)
        if found is None:
            yield f"can't be read from {line[place : place + 40]!r} on"
            return
        key, name, operator, value = found[1], found[2], found[3], found[4]
        is_match = operator in ("==", "!=")
        assigns = assigns or not is_match
        known = MATCHES | MATCHES_NAMED | MATCHES_ABOVE if is_match else ASSIGNS | {"ATTR", "ENV", "SYSCTL"}
        if key not in known:
            yield f"{key} can't be used with {operator}"
        if key in NEED_NAME and not name:
            yield f"{key} needs a name in braces"
        if key == "MODE" and not MODE.fullmatch(value):
            yield f"MODE {value!r} isn't an octal number"
        if key == "SYMLINK" and not is_match and not LINK.fullmatch(value):
            yield f"SYMLINK {value!r} isn't a file's name"
        place = found.end()
        if found[5] == "" and place < len(line):
            yield f"a comma is missing before {line[place : place + 20]!r}"
            return
    if line.rstrip().endswith(","):
        yield "ends with a comma"
    if not assigns:
        yield "does nothing: no assignment"
