"""What reads cards, codes and keys at a terminal."""

import struct
from functools import partial
from pathlib import Path
from typing import Any

from api.messages.device_commands import ReadCard, ReadKeys, Scan
from drivers.core.input_link import InputLink
from drivers.emulators.wires import PtyWire
from tests.conformance.subject import SECRET, Setup, Subject, alone
from tests.support.terminal_inputs import PRESSED_CODE, card_reader, gm65, honeywell, keypad

_CARD_READER: dict[str, Any] = {
    "kind": "id-card-reader",
    "command": lambda: ReadCard(purpose="identify", timeout_s=3),
    "hurry": 3.0,
    "personal": ReadCard(purpose="identify", timeout_s=3),
    "secret_bytes": (SECRET.encode("utf-16-le"),),
}
_SCANNER: dict[str, Any] = {
    "kind": "scanner",
    "command": lambda: Scan(purpose="identify", timeout_s=3),
    "hurry": 2.0,
    "personal": Scan(purpose="identify", timeout_s=3),
    # Without the zeros at its end, which also stand in a setting.
    "secret_bytes": (SECRET[:6].encode(),),
}


def _input_keypad(folder: Path, _: Path) -> Setup:
    wire = PtyWire(folder / "keypad")
    pad = keypad(wire)
    return Setup(pad, lambda: InputLink(str(wire.path), grab=False), pad)


SUBJECTS: tuple[Subject, ...] = (
    Subject("id-card-reader-pty", set_up=alone(partial(card_reader, name=SECRET), "pty"), **_CARD_READER),
    Subject("id-card-reader-tcp", set_up=alone(partial(card_reader, name=SECRET), "tcp"), **_CARD_READER),
    Subject("scanner-gm65-pty", set_up=alone(partial(gm65, code=SECRET), "pty"), options={"profile": "gm65"}, **_SCANNER),
    Subject("scanner-gm65-tcp", set_up=alone(partial(gm65, code=SECRET), "tcp"), options={"profile": "gm65"}, **_SCANNER),
    Subject(
        "scanner-gm65-packet-pty",
        set_up=alone(partial(gm65, code=SECRET), "pty"),
        options={"profile": "gm65-packet"},
        **_SCANNER,
    ),
    Subject(
        "scanner-honeywell-pty",
        set_up=alone(partial(honeywell, code=SECRET), "pty"),
        options={"profile": "honeywell"},
        **_SCANNER,
    ),
    Subject(
        "scanner-honeywell-tcp",
        set_up=alone(partial(honeywell, code=SECRET), "tcp"),
        options={"profile": "honeywell"},
        **_SCANNER,
    ),
    Subject(
        "keypad-input",
        kind="keypad",
        set_up=_input_keypad,
        command=lambda: ReadKeys(timeout_s=2),
        personal=ReadKeys(timeout_s=2),
        secret_bytes=(struct.pack("<HHi", 1, PRESSED_CODE, 1),),
        idle_events=("headphones-in", "headphones-out"),
        answers=False,
        lacks=frozenset({"stop-reading"}),
    ),
)
