"""Runs inside the machine under test only: does what the test orders over a virtio-serial line, and is its touch panel.

One JSON object a line each way. `{"id": 1, "run": "shell text", "timeout_s": 60}` → `{"id": 1, "code": 0, "out": "…"}`;
`{"id": 2, "get": "http://127.0.0.1:7001/state"}` → `{"id": 2, "code": 0, "out": "{…}"}`, code 1 where nobody answers;
`{"id": 3, "touch": [x, y]}` presses the panel at that pixel for a moment. Standard library only; the product knows nothing of it.
"""

import contextlib
import fcntl
import io
import json
import os
import struct
import subprocess
import sys
import time
import urllib.request

LINE = "/dev/virtio-ports/tingtang.orders"
MOST_OUTPUT = 12_000_000
"""Characters of a command's output that go back."""
GET_S = 30.0
PRESS_S = 0.12
"""A finger on glass."""

# linux/uinput.h and linux/input-event-codes.h.
UI_DEV_CREATE, UI_DEV_SETUP, UI_ABS_SETUP = 0x5501, 0x405C5503, 0x401C5504
UI_SET_EVBIT, UI_SET_KEYBIT, UI_SET_ABSBIT, UI_SET_PROPBIT = 0x40045564, 0x40045565, 0x40045567, 0x4004556E
EV_SYN, EV_KEY, EV_ABS, BTN_TOUCH, INPUT_PROP_DIRECT = 0, 1, 3, 0x14A, 1
ABS_X, ABS_Y, ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_TRACKING_ID = 0, 1, 0x2F, 0x35, 0x36, 0x39
BUS_USB, FINGERS, MOST_CONTACTS = 3, 10, 65_535


class TouchPanel:
    """A ten-finger panel by the kernel's multi-touch protocol B, as USB panels of terminals are."""

    def __init__(self, width: int, height: int) -> None:
        self._file = os.open("/dev/uinput", os.O_WRONLY | os.O_NONBLOCK)
        self._contact = 0
        for kind in (EV_KEY, EV_ABS):
            fcntl.ioctl(self._file, UI_SET_EVBIT, kind)
        fcntl.ioctl(self._file, UI_SET_KEYBIT, BTN_TOUCH)
        fcntl.ioctl(self._file, UI_SET_PROPBIT, INPUT_PROP_DIRECT)
        for code, most in (
            (ABS_X, width - 1),
            (ABS_Y, height - 1),
            (ABS_MT_SLOT, FINGERS - 1),
            (ABS_MT_POSITION_X, width - 1),
            (ABS_MT_POSITION_Y, height - 1),
            (ABS_MT_TRACKING_ID, MOST_CONTACTS),
        ):
            fcntl.ioctl(self._file, UI_SET_ABSBIT, code)
            fcntl.ioctl(self._file, UI_ABS_SETUP, struct.pack("H2xiiiiii", code, 0, 0, most, 0, 0, 0))
        name = b"Tingtang test touch panel"
        fcntl.ioctl(self._file, UI_DEV_SETUP, struct.pack("HHHH80sI", BUS_USB, 0x1, 0x1, 1, name, 0))
        fcntl.ioctl(self._file, UI_DEV_CREATE)

    def press(self, x: int, y: int) -> None:
        self._contact = self._contact % MOST_CONTACTS + 1
        place = [(EV_ABS, ABS_X, x), (EV_ABS, ABS_Y, y)]
        held = [(EV_ABS, ABS_MT_POSITION_X, x), (EV_ABS, ABS_MT_POSITION_Y, y)]
        self._send([(EV_ABS, ABS_MT_SLOT, 0), (EV_ABS, ABS_MT_TRACKING_ID, self._contact), *held, (EV_KEY, BTN_TOUCH, 1), *place])
        time.sleep(PRESS_S)
        self._send([(EV_ABS, ABS_MT_SLOT, 0), (EV_ABS, ABS_MT_TRACKING_ID, -1), (EV_KEY, BTN_TOUCH, 0)])

    def _send(self, events: list[tuple[int, int, int]]) -> None:
        for event in [*events, (EV_SYN, 0, 0)]:
            os.write(self._file, struct.pack("qqHHi", 0, 0, *event))


def run(text: str, timeout_s: float) -> dict[str, object]:
    try:
        done = subprocess.run(
            ["/bin/bash", "-c", text],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return {"code": 124, "out": (late.stdout or b"").decode(errors="replace")[-MOST_OUTPUT:]}
    return {"code": done.returncode, "out": done.stdout.decode(errors="replace")[-MOST_OUTPUT:]}


def get(url: str) -> dict[str, object]:
    try:
        with urllib.request.urlopen(url, timeout=GET_S) as answer:
            return {"code": 0, "out": answer.read().decode(errors="replace")}
    except OSError as error:
        return {"code": 1, "out": str(error)}


def send(line: io.RawIOBase, answer: bytes) -> None:
    """The port takes 32 KiB at a time and says how much it took."""
    while answer:
        answer = answer[line.write(answer) or 0 :]


def main() -> None:
    panel = None
    with contextlib.suppress(OSError):
        panel = TouchPanel(*map(int, sys.argv[1:3]))
    with open(LINE, "r+b", buffering=0) as line:
        kept = b""
        while True:
            piece = line.read(65_536)
            if not piece:
                # Nobody is at the other end of the line.
                time.sleep(0.05)
                continue
            *orders, kept = (kept + piece).split(b"\n")
            for raw in orders:
                order: dict[str, object] = {}
                with contextlib.suppress(ValueError):
                    order = json.loads(raw)
                answer: dict[str, object] = {"id": order.get("id")}
                if "touch" in order and panel is not None:
                    panel.press(*order["touch"])
                elif "get" in order:
                    answer |= get(str(order["get"]))
                elif "run" in order:
                    answer |= run(str(order["run"]), float(str(order.get("timeout_s", 60))))
                send(line, json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main()
