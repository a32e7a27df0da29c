"""Rating pad with a screen that speaks JSON: staff plate while idle, five faces when asked, the reasons of a level, thanks.

Two makes: `lines` (one object a line, levels 5 to 1, repeats its rating until it is confirmed) and `counted` (four bytes of
length before each object, levels 0 to 4, names no ask and tells its rating once).
"""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from drivers.emulators.device import WiredDevice
from drivers.emulators.faults import DROP_LINK, SILENT, STOP_READING
from drivers.emulators.lcd_pad_picture import FACES, draw_lcd_pad, lcd_pad_keys
from drivers.emulators.menu import Key
from drivers.emulators.wires import Wire

LINES, COUNTED = "lines", "counted"
MAKES = (LINES, COUNTED)
LONGEST = 20_000
THANKS_S = 3.0
TELL_AGAIN_S = 0.8
TELLS = 6
REASONS_AT_MOST = 8


@dataclass(slots=True)
class Page:
    """What is on the screen."""

    name: str = "logo"
    """`logo`, `staff`, `ask`, `thanks`."""
    staff: dict[str, Any] = field(default_factory=dict)
    ticket: str = ""
    ask: str = ""
    choices: list[dict[str, Any]] = field(default_factory=list)
    """`code`, `text`, `reasons`: pairs of code and text; the best first."""
    chosen: str = ""


class LcdPadEmulator(WiredDevice):
    """Faults of its own: `dead-touch`: presses do nothing; `double-tell`: each rating is told twice; `odd-level`: it tells a
    level that doesn't exist; `old-reasons`: it ticks reasons that are offered no more.
    """

    kind = "lcd-pad"
    own_faults = ("dead-touch", "double-tell", "odd-level", "old-reasons")

    def __init__(
        self,
        id: str,  # noqa: A002
        wire: Wire,
        *,
        clock_s: Callable[[], float],
        randomness: random.Random,
        reboot_s: float = 1.0,
        make: str = LINES,
    ) -> None:
        super().__init__(id, wire, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s)
        self._make = make
        self._held = b""
        self.page = Page()
        self._untold: dict[str, Any] | None = None
        self._tells = 0
        self._presses = 0
        self._asks = 0
        self._shown_asks: set[str] = set()
        self._timers: set[asyncio.TimerHandle] = set()
        self._where = ""

    async def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        await super().stop()

    # --- what a person sees and does ---

    def state(self) -> dict[str, Any]:
        """The rating itself isn't to be read from the pad."""
        return {
            **super().state(),
            "page": self.page.name,
            "staff": self.page.staff.get("name", ""),
            "paused": bool(self.page.staff) and not self.page.staff.get("number"),
            "ticket": self.page.ticket,
            "choices": [len(choice["reasons"]) for choice in self.page.choices],
            "asks": self._asks,
            "presses": self._presses,
            "untold": self._untold is not None,
        }

    def picture(self) -> bytes:
        return draw_lcd_pad(self.page, where=self._where, dark=self._cut_off())

    def key_menu(self) -> Sequence[Key]:
        return lcd_pad_keys(self.page)

    def press(self, key: str) -> None:
        """`GOOD`, or `BAD:207,208` to tick reasons as well. Without a question it does nothing."""
        level, _, reasons = key.upper().replace("-", "_").partition(":")
        if level not in FACES:
            raise ValueError(f"{self.id} has no key {key!r}; it has {', '.join(FACES)}, with reasons as BAD:207,208")
        self._presses += 1
        if self.page.name != "ask" or self._answers.name == "dead-touch":
            return
        choice = self.page.choices[FACES.index(level)]
        offered = [code for code, _ in choice["reasons"]]
        ticked = [code for code in reasons.split(",") if code in offered][:REASONS_AT_MOST]
        if self._answers.name == "old-reasons":
            ticked = ["106", "107", *ticked]
        code = 77 if self._answers.name == "odd-level" else choice["code"]
        self._rate(code, ticked)
        self.page.name = "thanks"
        self._later(THANKS_S, self._after_thanks)

    def _after_thanks(self) -> None:
        if self.page.name == "thanks":
            self._idle()

    def _idle(self) -> None:
        self.page.name = "staff" if self.page.staff else "logo"
        self.page.ticket = self.page.ask = ""
        self.page.choices = []

    def _rate(self, code: int, ticked: list[str]) -> None:
        if self._make == LINES:
            told: dict[str, Any] = {"cmd": "rated", "ask": self.page.ask, "level": code, "labels": ticked}
            self._untold, self._tells = told, 0
            self._tell()
        else:
            told = {"type": "result", "data": {"value": str(code), "reasons": ",".join(ticked)}}
            self._say(told)
        if self._answers.name == "double-tell":
            self._say(told)

    def _tell(self) -> None:
        if self._untold is None:
            return
        if self._tells >= TELLS:
            self._untold = None
            return
        self._tells += 1
        self._say(self._untold)
        self._later(TELL_AGAIN_S, self._tell)

    # --- the line ---

    def on_connect(self) -> None:
        self._held = b""

    def on_power_up(self) -> None:
        self.page = Page()
        self._untold = None

    def on_bytes(self, data: bytes) -> None:
        self._held = (self._held + data)[-LONGEST:]
        for text in self._texts():
            try:
                message = json.loads(text)
            except ValueError:
                continue
            if isinstance(message, dict):
                (self._lines_message if self._make == LINES else self._counted_message)(message)

    def damaged(self, frame: bytes) -> bytes:
        """JSON has no check: a damaged message is one that can't be read."""
        return frame.replace(b"{", b"<")

    def _texts(self) -> list[bytes]:
        if self._make == LINES:
            *texts, self._held = self._held.split(b"\n")
            return texts
        texts = []
        while len(self._held) >= 4:
            size = int.from_bytes(self._held[:4], "big")
            if size > LONGEST:
                self._held = b""
                break
            if len(self._held) < 4 + size:
                break
            texts.append(self._held[4 : 4 + size])
            self._held = self._held[4 + size :]
        return texts

    def _lines_message(self, message: dict[str, Any]) -> None:
        match message.get("cmd"):
            case "ask":
                staff = message.get("staff") or {}
                choices = [
                    {"code": level["code"], "text": level["text"], "reasons": [(r["code"], r["text"]) for r in level["labels"]]}
                    for level in message["levels"]
                ]
                self._ask(message["ask"], message["ticket"], choices, staff)
            case "idle":
                if self.page.name == "ask":
                    self._idle()
            case "staff":
                self._staff({key: message[key] for key in ("name", "number", "post", "stars")})
            case "ping":
                pass
            case "where":
                self._where = message["text"]
                self._later(float(message["seconds"]), self._not_asked_where)
            case "got":
                if self._untold is not None and message.get("ask") == self._untold["ask"]:
                    self._untold = None
                return
            case _:
                return
        self._say({"cmd": "ok", "id": message["id"]})

    def _counted_message(self, message: dict[str, Any]) -> None:
        data = message.get("data") or {}
        staff = {
            "name": data.get("staffName", ""),
            "number": data.get("jobNumber", ""),
            "post": data.get("position", ""),
            "stars": data.get("star", 0),
        }
        match message.get("type"):
            case "evaluate":
                choices = [
                    {"code": o["value"], "text": o["name"], "reasons": [(r["id"], r["name"]) for r in o["reasons"]]}
                    for o in data["options"]
                ]
                counts = {len(choice["reasons"]) for choice in choices}
                if len(counts) != 1:
                    # This make refuses levels with different numbers of reasons.
                    self._say({"type": "error", "serial": message["serial"], "text": "reasons"})
                    return
                self._ask(message["serial"], data["queueNo"], choices, staff)
            case "cancel":
                if self.page.name == "ask":
                    self._idle()
            case "login":
                self._staff(staff)
            case "heartbeat":
                pass
            case _:
                return
        self._say({"type": "reply", "serial": message["serial"], "code": 0})

    def _ask(self, ask: str, ticket: str, choices: list[dict[str, Any]], staff: dict[str, Any]) -> None:
        if ask == self.page.ask or ask in self._shown_asks:
            return
        self._shown_asks.add(ask)
        self._asks += 1
        self.page.ask, self.page.ticket, self.page.choices = ask, ticket, choices
        if any(staff.values()):
            self.page.staff = staff
        self.page.name = "ask"

    def _staff(self, staff: dict[str, Any]) -> None:
        self.page.staff = staff if any(staff.values()) else {}
        if self.page.name in ("logo", "staff"):
            self._idle()

    def _not_asked_where(self) -> None:
        self._where = ""

    def _say(self, message: dict[str, Any]) -> None:
        text = json.dumps(message, ensure_ascii=False).encode()
        if not self._cut_off():
            self.answer(text + b"\n" if self._make == LINES else len(text).to_bytes(4, "big") + text)

    def _cut_off(self) -> bool:
        return self._answers.name in (SILENT, DROP_LINK, STOP_READING)

    def _later(self, delay_s: float, do: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.discard(timer)
            do()

        timer = asyncio.get_running_loop().call_later(delay_s, run)
        self._timers.add(timer)
