"""What stands on the labels of a unit: one for the computer, one for each line's cable, one for each device. Values only."""

from collections.abc import Iterator
from dataclasses import dataclass

from tingtang.provision.site import Site
from tingtang.provision.units import Unit
from tingtang.provision.wired import Wired
from tingtang.provision.wiring import line_of, socket_words, unit_code
from tingtang.provision.words import Words


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    """Large: what one says on the telephone."""
    lines: tuple[str, ...]
    code: str
    """In the QR code."""


def labels_of(site: Site, unit: Unit, words: Words) -> Iterator[Label]:
    """The computer's first."""
    yield Label(
        unit.node,
        (f"{words('label.unit')} · {words.names(unit.machine.names)}", str(unit.address), words.names(unit.place)),
        unit_code(site, unit.node),
    )
    for line in unit.lines:
        where = f"{unit.node} · {socket_words(unit.machine, line.socket, words)}"
        lines = (f"{words('label.line')} · {line.bus} {line.baud}", where, words.names(unit.place))
        yield Label(line_of(line), lines, unit_code(site, f"{unit.agent}/{line.id}"))
    for one in unit.devices:
        yield Label(
            one.id, (words.names(one.model.names), _address(one, words), words.names(one.place)), unit_code(site, one.full_id)
        )


def _address(one: Wired, words: Words) -> str:
    parts = [one.node]
    if one.account:
        parts.append(one.account)
    if one.host is not None:
        parts.append(str(one.host))
    if one.line is not None:
        parts.append(f"{line_of(one.line)} #{one.address}")
    elif one.cable:
        parts.append(words("label.cable", cable=one.cable))
    return " · ".join(parts)
