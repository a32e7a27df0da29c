"""What is tried on each kind of device, as a table. Before a kind's own steps come port, identity and state, for all alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.ids import new_id
from api.messages.device_commands import (
    Ask,
    Blank,
    DeviceCommand,
    Identify,
    Open,
    PadDisplay,
    Print,
    ReadCard,
    ReadKeys,
    Say,
    Scan,
    Show,
    TestPattern,
)

INPUT_S = 30
"""How long a technician has to press, show or lay something."""
TICKET = "A345"


@dataclass(frozen=True, slots=True)
class Place:
    """Which device, for the commands' contents."""

    device: str
    profile: str
    window: int


@dataclass(frozen=True, slots=True)
class Look:
    """Something is done, and a person says whether it is to be seen or heard."""

    key: str
    command: Callable[[Place], DeviceCommand]
    confirm: bool = False
    """Asked for before it is done: a lock opens, paper is used."""


@dataclass(frozen=True, slots=True)
class Press:
    """A key is waited for; that it came is enough."""

    key: str
    command: Callable[[Place], DeviceCommand] | None = None
    """Sent before, such as an invitation to rate."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A command that ends when a person has shown, laid or pressed something; only facts about it are told."""

    key: str
    command: Callable[[Place], DeviceCommand]
    facts: Callable[[Mapping[str, Any]], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Measure:
    """Values of the status, which a person compares with what the room says."""

    key: str
    names: tuple[str, ...]


Step = Look | Press | Hand | Measure


def _code_facts(result: Mapping[str, Any]) -> dict[str, object]:
    return {"characters": len(str(result.get("text", "")))}


def _card_facts(result: Mapping[str, Any]) -> dict[str, object]:
    """Never a word of what the card says."""
    filled = sum(bool(result.get(name)) for name in ("name", "id_number", "birth", "address", "issuer"))
    return {
        "layout": result.get("layout", "?"),
        "fields": filled,
        "photo": "✓" if result.get("photo_wlt") else "✗",
        "problems": len(result.get("problems", ())),
    }


def _key_facts(result: Mapping[str, Any]) -> dict[str, object]:
    return {"keys": len(result.get("keys", ()))}


STEPS: Mapping[str, tuple[Step, ...]] = {
    "led-board": (
        Look("led.pattern", lambda _: TestPattern()),
        Look("led.call", lambda place: Show(layout="calling", data={"ticket": TICKET, "window": str(place.window)}, ttl_s=60)),
        Look("led.blank", lambda _: Blank()),
    ),
    "call-pad": (
        Look("pad.display", lambda _: PadDisplay(waiting=12, ticket=TICKET, beep=True)),
        Look("pad.identify", lambda place: Identify(label=str(place.window), seconds=5)),
        Press("pad.press"),
    ),
    "rating-pad": (
        Look("rating.identify", lambda place: Identify(label=str(place.window), seconds=5)),
        Press("rating.ask", lambda place: Ask(ask=new_id(), window=place.window, ticket=TICKET, timeout_s=INPUT_S)),
    ),
    "receipt-printer": (
        Look(
            "printer.page",
            lambda place: Print(template="test-page", data={"printer": place.device, "profile": place.profile or "-"}),
            confirm=True,
        ),
    ),
    "document-printer": (Look("document.page", lambda _: TestPattern(), confirm=True),),
    "speaker": (
        Look(
            "speaker.say",
            lambda place: Say(template="call", arguments={"ticket": TICKET, "window": str(place.window)}, max_age_s=60),
        ),
    ),
    "zone-door": (Look("door.open", lambda _: Open(pulse_ms=1_000), confirm=True),),
    "scanner": (Hand("scanner.scan", lambda _: Scan(purpose="test", timeout_s=INPUT_S), _code_facts),),
    "id-card-reader": (Hand("reader.card", lambda _: ReadCard(purpose="test", timeout_s=INPUT_S), _card_facts),),
    "keypad": (Hand("keypad.key", lambda _: ReadKeys(timeout_s=INPUT_S), _key_facts),),
    "climate": (Measure("climate.values", ("celsius", "humidity_percent")),),
    "ups": (Measure("ups.values", ("ups", "charge_percent", "runtime_s", "load_percent")),),
}
