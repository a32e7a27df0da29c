"""背靠背: no public or clerk stream, view or answer carries one person's rating.

Shown twice. By type: none of their models can hold a level or an outcome. By behaviour: the same visit is played through the
whole product once for each rating a citizen may give; whatever the public and the clerk receive is the same to the byte.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from pydantic import BaseModel
from ulid import ULID

from api.http.session import SessionView
from api.messages.views import (
    CallView,
    CatalogueView,
    DeskView,
    HallBoard,
    Health,
    ManagerView,
    RatingView,
    TicketSlip,
    TicketView,
)
from api.messages.words import RatingLevel, RatingOutcome
from api.ports import Stream
from tests.support.asgi_stream import LiveReader, reading
from tests.support.real_hall import RealHall, real_hall

OPEN_MODELS = (HallBoard, CallView, DeskView, TicketView, TicketSlip, CatalogueView, SessionView, Health)
"""Everything that citizens and clerks are sent."""
ONE_PERSONS_RATING = (RatingLevel, RatingOutcome, RatingView)
RATINGS: list[tuple[RatingOutcome, RatingLevel | None]] = [
    *((RatingOutcome.SUBMITTED, level) for level in RatingLevel),
    (RatingOutcome.DECLINED, None),
    (RatingOutcome.TIMEOUT, None),
]
"""How a question that reached the citizen may end. A dead pad asked nobody: its window may still undo the finish."""


def types_in(annotation: Any) -> Iterator[Any]:
    """Every type an annotation is made of, through models, unions and containers."""
    yield annotation
    for part in get_args(annotation):
        yield from types_in(part)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from types_in(field.annotation)


@pytest.mark.parametrize("model", OPEN_MODELS)
def test_no_open_model_can_hold_a_rating(model: type[BaseModel]) -> None:
    assert not set(ONE_PERSONS_RATING) & {found for found in types_in(model) if isinstance(found, type)}


def test_the_walk_finds_ratings_where_they_are() -> None:
    assert set(ONE_PERSONS_RATING) <= {found for found in types_in(ManagerView) if isinstance(found, type)}


async def visit(folder: Path, outcome: RatingOutcome, level: RatingLevel | None) -> tuple[dict[str, list[bytes]], str]:
    """One visit that ends with this rating. Returns what each open reader got, and what the manager sees."""
    numbers = itertools.count(1)
    seen: dict[str, list[bytes]] = {}
    async with real_hall(folder, lambda: str(ULID.from_int(1 << 100 | next(numbers)))) as hall:
        transport = httpx.ASGITransport(hall.app)
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://hall") as client,
            reading(hall.app, "/api/v1/live/public") as public,
            reading(hall.app, "/api/v1/live/clerk", "window=1", hall.headers("window-1")) as clerk,
            reading(hall.app, "/api/v1/live/clerk", "window=3", hall.headers("manager")) as other,
        ):
            await play(hall, client, outcome, level, {"public": public, "clerk": clerk, "other": other}, seen)
            manager = (await client.get("/api/v1/manager", headers=hall.headers("manager"))).text
    return seen, manager


async def play(
    hall: RealHall,
    client: httpx.AsyncClient,
    outcome: RatingOutcome,
    level: RatingLevel | None,
    streams: dict[str, LiveReader],
    seen: dict[str, list[bytes]],
) -> None:
    ask = ""
    ticket = ""
    rated = {"outcome": outcome.value, "level": level.value if level else None}
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("kiosk-1", "take", {"service": "id-card", "hand_over": "screen"}),
        ("kiosk-1", "take", {"service": "id-card", "hand_over": "screen"}),
        ("window-1", "open-window", {"window": 1}),
        ("window-1", "next", {"window": 1}),
        ("window-1", "arrive", {"window": 1}),
        ("window-1", "finish", {"window": 1}),
        ("kiosk-1", "rate", rated),
        ("window-1", "next", {"window": 1}),
        ("window-1", "arrive", {"window": 1}),
    ]
    for place, (account, name, body) in enumerate(steps):
        if name == "rate":
            body = {**body, "ask": ask}
        headers = {**hall.headers(account), "Idempotency-Key": str(ULID.from_int(2 << 100 | place))}
        answer = await client.post(f"/api/v1/commands/{name}", headers=headers, json=body)
        assert answer.status_code == 200, answer.text
        if account != "kiosk-1":
            seen.setdefault(f"answer to {account}", []).append(answer.content)
        ticket = answer.json()["result"]["ticket"]["id"] if name == "take" and not ticket else ticket
        hall.clock.seconds += 1
        hall.hub.tick(hall.clock.seconds)
        for stream, reader in streams.items():
            while not reader.chunks.empty():
                seen.setdefault(f"stream {stream}", []).append(await reader.take())
        for path in ("/api/v1/board", "/api/v1/desk/1", f"/api/v1/tickets/{ticket}", "/api/v1/catalogue"):
            got = await client.get(path, headers=hall.headers("window-1"))
            seen.setdefault(f"view {path}", []).append(got.content)
        if name == "finish":
            [record] = [event.body for event in await hall.service.ledger.events(0, 100) if event.kind == "ticket-finished"]
            assert isinstance(record["ask"], str)
            ask = record["ask"]


async def test_whatever_the_citizen_says_the_public_and_the_clerk_receive_the_same(tmp_path: Path) -> None:
    seen: list[dict[str, list[bytes]]] = []
    managers = []
    for number, (outcome, level) in enumerate(RATINGS):
        folder = tmp_path / str(number)
        folder.mkdir()
        received, manager = await visit(folder, outcome, level)
        assert len(received["stream public"]) > 5
        assert len(received["stream clerk"]) > 5
        seen.append(received)
        managers.append(manager)
    # The manager does see each of them: so the visits really differed.
    assert len(set(managers)) == len(RATINGS)
    for received in seen[1:]:
        assert received == seen[0]


async def test_no_open_frame_names_a_level_or_an_outcome(tmp_path: Path) -> None:
    received, manager = await visit(tmp_path, RatingOutcome.SUBMITTED, RatingLevel.VERY_BAD)
    assert "VERY_BAD" in manager
    words = [word.value.encode() for word in (*RatingLevel, *RatingOutcome)]
    for place, chunks in received.items():
        for chunk in chunks:
            assert not [word for word in words if word in chunk], place


def test_each_stream_shows_its_own_model_only() -> None:
    assert set(Stream) == {Stream.PUBLIC, Stream.CLERK, Stream.MANAGER, Stream.DEVICES, Stream.DUTY}
