"""Units ask a real server over HTTPS with their certificates: releases, downloads that go on, refusals, a rollout that stops."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import pytest

from api.releases.orders import Outcome, Trouble
from hall_controller.releases.rollout import RolloutState, UnitState
from tests.support.upgrade_hall import UpgradeHall, upgrade_hall
from tests.support.upgrade_rig import CRASHES, NEW, OLD
from tingtang.upgrade.trouble import Failed

PRODUCT = f"product/tingtang-{NEW}-py3-none-any.whl"


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[UpgradeHall]:
    async with upgrade_hall(tmp_path) as opened:
        yield opened


async def test_one_unit_then_the_hall(hall: UpgradeHall) -> None:
    first, second = hall.unit("kiosk-01-link"), hall.unit("window-agent")
    hall.offer()
    assert (await hall.ask(first)).outcome is Outcome.STAYED
    hall.order(("kiosk-01-link",), ("window-agent",))
    assert (await hall.ask(second)).outcome is Outcome.STAYED, "its stage hasn't begun"
    assert (await hall.ask(first)).outcome is Outcome.WELL
    assert first.machine.started == NEW
    assert (await hall.ask(first)).outcome is Outcome.WELL
    assert (await hall.ask(second)).version == NEW
    assert (await hall.ask(second)).well
    rollout = hall.ports.store.rollout()
    assert rollout is not None
    assert rollout.state is RolloutState.DONE
    texts = [line.text for line in hall.ports.store.lines()]
    assert "stage stage 1 begins" in texts
    assert f"rollout {NEW} is done" in texts
    assert {unit.node: unit.report.version for unit in hall.ports.store.units()} == {"kiosk-01-link": NEW, "window-agent": NEW}


async def test_a_failed_unit_goes_back_and_the_others_never_change(hall: UpgradeHall) -> None:
    first, second = hall.unit("kiosk-01-link"), hall.unit("kiosk-02-link")
    hall.offer(CRASHES)
    hall.order(("kiosk-01-link",), ("kiosk-02-link",))
    report = await hall.ask(first)
    assert (report.outcome, report.version) == (Outcome.WENT_BACK, OLD)
    rollout = hall.ports.store.rollout()
    assert rollout is not None
    assert rollout.state is RolloutState.STOPPED
    failed = rollout.unit("kiosk-01-link")
    assert failed is not None
    assert (failed.state, failed.trouble) == (UnitState.FAILED, "notStarted")
    assert (await hall.ask(first)).version == OLD
    assert (await hall.ask(second)).outcome is Outcome.STAYED
    assert not second.maker.is_made(NEW)


async def test_a_download_goes_on_where_it_stopped(hall: UpgradeHall) -> None:
    unit = hall.unit("kiosk-01-link")
    hall.offer()
    hall.order(("kiosk-01-link",))
    whole = (hall.folder / f"bundles/{NEW}-well" / PRODUCT).read_bytes()
    part = unit.layout.upgrade / "fetched" / NEW / f"{PRODUCT}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(whole[:5000])
    assert (await hall.ask_noted(unit)).outcome is Outcome.WELL
    answer = next(
        answer for answer in hall.requests if answer.request.url.path.endswith(".whl") and "product" in answer.request.url.path
    )
    assert answer.status_code == HTTPStatus.PARTIAL_CONTENT
    assert int(answer.headers["content-length"]) == len(whole) - 5000


async def test_a_download_that_went_wrong_starts_anew(hall: UpgradeHall) -> None:
    unit = hall.unit("kiosk-01-link")
    hall.offer()
    hall.order(("kiosk-01-link",))
    part = unit.layout.upgrade / "fetched" / NEW / f"{PRODUCT}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 5000)
    report = await hall.ask(unit)
    assert (report.outcome, report.trouble, report.version) == (Outcome.FAILED, Trouble.BAD_FILE, OLD)
    assert not part.exists()


async def test_who_isnt_certified_gets_nothing(hall: UpgradeHall) -> None:
    hall.offer()

    def ask() -> list[int]:
        with hall.client(None) as client:
            asked = [client.get("/v1/release"), client.get(f"/v1/releases/{NEW}/{PRODUCT}")]
            asked.append(client.post("/v1/release-report", json={"version": NEW}))
            return [answer.status_code for answer in asked]

    assert await asyncio.to_thread(ask) == [HTTPStatus.FORBIDDEN] * 3
    assert hall.ports.store.units() == ()


async def test_a_unit_that_was_cut_off_gets_nothing(hall: UpgradeHall) -> None:
    unit = hall.unit("kiosk-01-link")
    hall.offer()
    hall.order(("kiosk-01-link",))
    hall.officer.revoke("kiosk-01-link")
    with pytest.raises(Failed) as refused:
        await hall.ask(unit)
    assert refused.value.trouble is Trouble.REFUSED
    assert unit.link("current") == OLD


OUTSIDE = (
    f"{NEW}/..%2F..%2Ftrust.sqlite3",
    f"{NEW}/../../trust.sqlite3",
    "..%2F..%2F..%2Fetc/passwd",
    f"{NEW}/debian/mosquitto.deb",
    "9.9.9/manifest.json",
)


async def test_only_listed_files_of_offered_releases_are_given(hall: UpgradeHall) -> None:
    unit = hall.unit("kiosk-01-link")
    hall.offer()

    def ask() -> list[int]:
        with hall.client(unit) as client:
            return [client.get(f"/v1/releases/{path}").status_code for path in OUTSIDE]

    assert await asyncio.to_thread(ask) == [HTTPStatus.NOT_FOUND] * len(OUTSIDE)


async def test_a_report_is_bounded_and_checked(hall: UpgradeHall) -> None:
    unit = hall.unit("kiosk-01-link")

    def send(body: bytes) -> int:
        with hall.client(unit) as client:
            return client.post("/v1/release-report", content=body).status_code

    assert await asyncio.to_thread(send, b"{" + b" " * 5000) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert await asyncio.to_thread(send, b'{"version": "../../x"}') == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (
        await asyncio.to_thread(send, b'{"version": "1.0.0", "roles": ["teleporter"], "outcome": "improved"}')
        == HTTPStatus.NO_CONTENT
    )


async def test_without_its_hall_a_unit_stays_as_it_is_and_asks_again(hall: UpgradeHall) -> None:
    unit = hall.unit("kiosk-01-link")
    hall.offer()
    hall.order(("kiosk-01-link",))
    port, hall.port = hall.port, 1
    with pytest.raises(Failed) as away:
        await hall.ask(unit)
    assert away.value.trouble is Trouble.NOT_REACHED
    hall.port = port
    assert (await hall.ask(unit)).outcome is Outcome.WELL
