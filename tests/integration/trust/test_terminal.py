"""A terminal's own broker reaches the hall by its certificate, and is cut off as a whole."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.bus.client import MqttBus
from api.bus.port import Received
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Catalogue
from api.messages.topics import hall_command_topic
from api.messages.words import CompletionCode
from kiosk.ports.watch import LinkWatch
from tests.support.broker import SITE, connected, settings_for, until
from tests.support.terminal import AGENT, KIOSK, LINK, QUICK
from tests.support.trusted_hall import TrustedHall, trusted_hall
from tingtang.broker import LOOPBACK, PrivateBroker
from tingtang.terminal_bridge import Bridge


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[TrustedHall]:
    async with trusted_hall(tmp_path, (LINK,)) as running:
        yield running


@pytest.fixture
async def terminal(hall: TrustedHall) -> AsyncIterator[PrivateBroker]:
    """Its bridge has the files of `tingtang enrol`, and no password."""
    files = hall.folder / "units" / LINK
    bridge = Bridge(
        SITE,
        KIOSK,
        AGENT,
        LOOPBACK,
        hall.units_port,
        authority=str(files / "hall-ca.crt"),
        certificate=str(files / "client.crt"),
        key=str(files / "client.key"),
    )
    broker = PrivateBroker(hall.folder / "terminal", SITE, (KIOSK, AGENT), bridge=bridge, changes=QUICK)
    await broker.start()
    yield broker
    await broker.stop()


async def test_over_the_bridge_until_it_is_cut_off(hall: TrustedHall, terminal: PrivateBroker) -> None:
    ctl, kiosk = MqttBus(hall.controller()), MqttBus(settings_for(terminal, KIOSK))
    asked = hall_command_topic(SITE, "catalogue")

    def answer(received: Received) -> None:
        received.acknowledge()
        assert received.correlation is not None
        ctl.reply(received, Completion(id=received.correlation.decode(), code=CompletionCode.SUCCESS))

    ctl.listen(asked, answer)
    link = LinkWatch(kiosk, lambda: None)
    try:
        await connected(ctl)
        await connected(kiosk)
        await until(lambda: not link.cut_off, "the terminal reaches the hall")
        assert (await kiosk.request(asked, Catalogue(), command_id=new_id(), timeout_s=30)).succeeded
        await asyncio.to_thread(hall.officer.revoke, LINK)
        await until(lambda: link.cut_off, "the terminal is cut off")
        await until(lambda: any("certificate verify failed" in line for line in hall.lines), "and refused when it comes back")
        assert link.cut_off
    finally:
        await kiosk.stop()
        await ctl.stop()
