"""The page of one number: who has its address may give it up or postpone it, a few times, and nothing else."""

import itertools
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from api.http.app import create_app
from api.http.examples import VIEW_EXAMPLES
from api.messages.hall_commands import Cancel, Postpone
from api.messages.words import CompletionCode, Refusal, Role, TicketState
from api.text.catalogue import read_catalogue
from hall_controller.web.follow_page import FOLLOW_ACCESS, create_follow_page, new_allowance
from hall_controller.web.frame import PageFrame, PageSettings
from hall_controller.web.language import LANGUAGE_COOKIE
from tests.support.http_ports import World

TICKET = VIEW_EXAMPLES["/api/v1/tickets/{ticket}"]["id"]
NUMBER = VIEW_EXAMPLES["/api/v1/tickets/{ticket}"]["number"]
STRANGER = "01JD0V5Y3M9D8XQ2T7W4R6K1ZZ"
FORM = re.compile(r'action="(/t/[^"]+)"')


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.open()
    yield made
    made.close()


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    frame = PageFrame(
        PageSettings("610124-01", {"zh-CN": "测试大厅", "en": "Test hall"}, "0.1.0"), world.accounts, read_catalogue()
    )
    ids = itertools.count(10)
    router = create_follow_page(
        frame,
        lambda ticket: world.views.follow(ticket),
        world.hall,
        new_allowance(),
        new_id=lambda: f"01JD0V5Y3M9D8XQ2T7W4R6K1{next(ids)}",
        now_ms=world.clock.wall_ms,
        monotonic_s=world.clock.monotonic_s,
    )
    app = create_app(world.ports, version="0.1.0", routers=[router], access=FOLLOW_ACCESS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall") as client:
        yield client


async def forms(http: httpx.AsyncClient) -> dict[str, str]:
    """Addresses of the page's forms, by what they do."""
    page = await http.get(f"/t/{TICKET}")
    return {address.split("/", 3)[3].rsplit("/", 1)[0]: address for address in FORM.findall(page.text)}


async def test_the_page_shows_the_number_and_goes_nowhere_else(http: httpx.AsyncClient) -> None:
    page = await http.get(f"/t/{TICKET}")
    assert page.status_code == 200
    assert NUMBER in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page.text)


@pytest.mark.parametrize("path", [f"/t/{STRANGER}", "/t/A012", "/t/../session", f"/t/{TICKET.lower()}"])
async def test_whoever_guesses_finds_nothing(http: httpx.AsyncClient, path: str) -> None:
    page = await http.get(path)
    assert page.status_code == 404
    assert NUMBER not in page.text


async def test_giving_up_is_one_command_of_that_ticket_and_no_more(world: World, http: httpx.AsyncClient) -> None:
    address = (await forms(http))["cancel"]
    answer = await http.post(address)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/t/{TICKET}?done=cancel"
    [sent] = world.hall.submissions
    assert sent.command == Cancel(ticket=TICKET)
    assert (sent.actor.name, sent.actor.role) == ("phone", Role.DEVICE)
    await http.post(address)
    assert len(world.hall.submissions) == 1
    assert "号码已取消" in (await http.get(answer.headers["location"])).text


async def test_postponing_takes_the_offered_minutes(world: World, http: httpx.AsyncClient) -> None:
    offered = await forms(http)
    assert sorted(offered) == ["cancel", "postpone/10", "postpone/20"]
    assert (await http.post(offered["postpone/20"])).status_code == 303
    assert world.hall.submissions[0].command == Postpone(ticket=TICKET, minutes=20)


async def test_a_refusal_is_said_in_words(world: World, http: httpx.AsyncClient) -> None:
    world.hall.failing[Cancel] = (CompletionCode.COMMAND_ERROR_CODE, Refusal.ILLEGAL_TRANSITION.value, "")
    page = await http.post((await forms(http))["cancel"])
    assert page.status_code == 409
    assert read_catalogue().text("refusals", Refusal.ILLEGAL_TRANSITION.value, "zh-CN") in page.text


async def test_too_many_presses_are_held_back(world: World, http: httpx.AsyncClient) -> None:
    statuses = [(await http.post((await forms(http))["postpone/10"])).status_code for _ in range(6)]
    assert statuses == [303] * 4 + [429] * 2
    assert len(world.hall.submissions) == 4
    world.clock.seconds += 60
    assert (await http.post((await forms(http))["postpone/10"])).status_code == 303


@pytest.mark.parametrize(
    "path", [f"/t/{STRANGER}/cancel/{STRANGER}", f"/t/{TICKET}/cancel/short", f"/t/{TICKET}/void/{STRANGER}"]
)
async def test_nothing_else_can_be_done(world: World, http: httpx.AsyncClient, path: str) -> None:
    await http.post(path)
    assert world.hall.submissions == []


def following(world: World, **update: object) -> None:
    """The same number, standing otherwise."""
    before = world.views.follow
    world.views.follow = lambda ticket: view.model_copy(update=update) if (view := before(ticket)) else None  # type: ignore[method-assign]


async def test_a_booking_tells_its_day_and_what_to_do_on_it(world: World, http: httpx.AsyncClient) -> None:
    slot = 1_795_485_600_000
    following(world, state=TicketState.BOOKED, slot=slot, may_move=True, may_check_in=True, postpone_minutes=(), windows=(3, 4))
    page = (await http.get(f"/t/{TICKET}")).text
    assert "11月24日 星期二 10:00" in page
    assert "签到" in page
    assert "改日期或时间" in page
    assert "3, 4" in page
    http.cookies.set(LANGUAGE_COOKIE, "en")
    english = (await http.get(f"/t/{TICKET}")).text
    assert "check in at a kiosk" in english


async def test_a_promise_that_is_over_is_said_to_be_over(world: World, http: httpx.AsyncClient) -> None:
    following(world, state=TicketState.WAITING, forecast=None, late=True)
    page = (await http.get(f"/t/{TICKET}")).text
    assert "比原来估计的慢" in page
    assert "data-forecast" not in page


async def test_all_items_of_the_number_are_named(world: World, http: httpx.AsyncClient) -> None:
    following(world, items=({"zh-CN": "首次登记"}, {"zh-CN": "<b>抵押</b>登记"}))
    page = (await http.get(f"/t/{TICKET}")).text
    assert "首次登记、&lt;b&gt;抵押&lt;/b&gt;登记" in page
