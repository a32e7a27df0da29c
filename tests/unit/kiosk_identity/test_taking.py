"""A number belongs to who showed who they are: asked of the hall, and given by a kiosk on its own."""

from pathlib import Path

import pytest

from api.messages.words import HandOver
from tests.support.hall_core import CoreHall
from tests.support.identity_ports import ADULT, person_of
from tests.unit.kiosk.test_island import Island, core  # noqa: F401 (a fixture)

PERSON = person_of(ADULT)


@pytest.fixture
def island(tmp_path: Path, core: CoreHall) -> Island:  # noqa: F811 (the fixture by its name)
    return Island(tmp_path, core)


def _commands(island: Island) -> dict[str, str | None]:
    return {entry.topic.split("/")[-1]: entry.body.model_dump().get("holder") for entry in island.outbox.pending()}


async def test_the_hall_is_asked_for_this_person(island: Island) -> None:
    island.tickets.begin("s-a", "en", HandOver.SCREEN, holder=PERSON)
    assert _commands(island) == {"take": PERSON}
    island.tickets.begin("s-a", "en", HandOver.SCREEN)
    assert None in {entry.body.model_dump().get("holder") for entry in island.outbox.pending()}


async def test_the_kiosks_own_number_is_this_persons_when_the_hall_is_back(island: Island, core: CoreHall) -> None:  # noqa: F811
    await island.look()
    island.bus.away = True
    take_id = island.tickets.begin("s-a", "en", HandOver.SCREEN, ask_hall=False, holder=PERSON)
    assert island.tickets.take_alone(take_id) is not None
    assert _commands(island) == {"take-offline": PERSON}
    island.bus.away = False
    await island.told()
    [ticket] = [ticket for ticket in core.hall.tickets.values() if ticket.marked]
    assert ticket.holder == PERSON
