"""The devices of the county's hall for `bench.devices`: 134 boards, 76 pads, 20 printers, on which lines and agents they hang."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.messages.base import Message
from api.messages.device_commands import Ask, PadDisplay, Print, Show

LED_LINES, BOARDS_ON_A_LINE, TCP_BOARDS = 4, 30, 14
PAD_LINES, PADS_ON_A_LINE = 4, 19
PRINTERS = 20
LED_BAUD, PAD_BAUD = 57_600, 9_600
"""What these devices are delivered with."""


@dataclass(frozen=True, slots=True)
class Device:
    id: str
    kind: str
    """`led-board`, `call-pad`, `rating-pad`, `receipt-printer`"""
    address: int | None = None
    number: int = 1

    def command(self, turn: int, ask: str) -> tuple[str, Message]:
        """A usual command, another one at each turn."""
        ticket = f"A{turn % 1000:03}"
        if self.kind == "led-board":
            return "show", Show(layout="serving", data={"ticket": ticket, "window": str(self.number)})
        if self.kind == "call-pad":
            return "pad-display", PadDisplay(waiting=turn % 100, ticket=ticket, beep=True)
        if self.kind == "rating-pad":
            return "ask", Ask(ask=ask, window=self.number, ticket=ticket, timeout_s=5)
        return "print", Print(template="ticket", data={"number": ticket, "hall": "示范大厅"})

    @property
    def label(self) -> str:
        """Under which its figures stand."""
        return {"led-board": "boards on lines" if self.address else "boards on TCP", "receipt-printer": "printers"}.get(
            self.kind, "pads"
        )


@dataclass(frozen=True, slots=True)
class Plug:
    """What hangs on one port: a line of several devices, or one device."""

    id: str
    emulator: str
    """Kind of the emulator."""
    devices: tuple[Device, ...]
    bus: str = ""
    """Kind of the bus; empty: a port of its own."""
    baud: int | None = None


@dataclass
class Share:
    """One agent's plugs."""

    node: str
    plugs: list[Plug] = field(default_factory=list)

    @property
    def devices(self) -> list[Device]:
        return [device for plug in self.plugs for device in plug.devices]


def led_line(number: int, boards: int = BOARDS_ON_A_LINE) -> Plug:
    first = (number - 1) * boards
    devices = tuple(Device(f"led-{first + n}", "led-board", n, first + n) for n in range(1, boards + 1))
    return Plug(f"leds-{number}", "led-line", devices, "onbon-bx", LED_BAUD)


def pad_line(number: int) -> Plug:
    first = (number - 1) * PADS_ON_A_LINE
    devices = tuple(
        Device(f"pad-{first + n}", "call-pad" if n % 2 else "rating-pad", n, first + n) for n in range(1, PADS_ON_A_LINE + 1)
    )
    return Plug(f"pads-{number}", "ff68-bus", devices, "ff68", PAD_BAUD)


def county_hall() -> list[Plug]:
    """134 boards, 76 pads, 20 printers."""
    plugs = [led_line(n) for n in range(1, LED_LINES + 1)] + [pad_line(n) for n in range(1, PAD_LINES + 1)]
    first = LED_LINES * BOARDS_ON_A_LINE
    plugs += [
        Plug(f"tcp-led-{n}", "led-board", (Device(f"led-{first + n}", "led-board", None, first + n),))
        for n in range(1, TCP_BOARDS + 1)
    ]
    plugs += [
        Plug(f"receipt-{n}", "receipt-printer", (Device(f"receipt-{n}", "receipt-printer"),)) for n in range(1, PRINTERS + 1)
    ]
    return plugs


def shared_out(plugs: list[Plug], agents: int) -> list[Share]:
    """In turns, so that lines, boards and printers are spread evenly."""
    shares = [Share(f"bench-{n}-agent") for n in range(1, agents + 1)]
    for place, plug in enumerate(plugs):
        shares[place % agents].plugs.append(plug)
    return shares


def emulators_toml(plugs: list[Plug]) -> str:
    """Each emulator on a free TCP port; the tap is its line."""
    parts = ["[host]", "control_port = 0"]
    for plug in plugs:
        parts += [
            "[[emulators]]",
            f'id = "{plug.id}-wire"' if plug.bus else f'id = "{plug.devices[0].id}"',
            f'kind = "{plug.emulator}"',
            'listen = { type = "tcp", port = 0 }',
        ]
        if plug.emulator == "led-line":
            boards = ", ".join(f'{{ id = "{d.id}", screen = {d.address}, baud = {plug.baud} }}' for d in plug.devices)
            parts.append(f"boards = [{boards}]")
        elif plug.emulator == "ff68-bus":
            pads = ", ".join(f'{{ id = "{d.id}", kind = "{d.kind}", address = {d.address} }}' for d in plug.devices)
            parts.append(f"pads = [{pads}]")
    return "\n".join(parts) + "\n"


def agent_toml(share: Share, site: str, folder: Path, broker: dict[str, Any], links: dict[str, str]) -> str:
    """Args: links: each plug's link as a TOML table."""
    parts = [
        "[agent]",
        f'site = "{site}"',
        f'node = "{share.node}"',
        f'data_dir = "{folder / share.node}"',
        "[log]",
        'level = "warning"',
        "[broker]",
        f"port = {broker['port']}",
        f'password_file = "{broker["password_file"]}"',
    ]
    for plug in share.plugs:
        if plug.bus:
            parts += ["[[buses]]", f'id = "{plug.id}"', f'kind = "{plug.bus}"', f"link = {links[plug.id]}"]
    for plug in share.plugs:
        for device in plug.devices:
            parts += ["[[devices]]", f'id = "{device.id}"', f'kind = "{device.kind}"']
            parts += [f'bus = "{plug.id}"', f"address = {device.address}"] if plug.bus else [f"link = {links[plug.id]}"]
            if device.kind.endswith("-pad"):
                parts.append(f"window = {device.number}")
    return "\n".join(parts) + "\n"
