"""The rules page says the hall's own numbers, for whichever rule is in force."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from api.http.app import create_app
from api.messages.views import RulesView
from api.messages.words import RuleName, TicketClass
from api.text.catalogue import read_catalogue
from hall_controller.config_queueing import starting_bounds, starting_rates
from hall_controller.web.frame import PageFrame, PageSettings
from hall_controller.web.rules_page import RULES_ACCESS, create_rules_page, rule_rows
from tests.support.http_ports import World


def rules(rule: RuleName, **changed: object) -> RulesView:
    view = RulesView(
        rule=rule,
        since=0,
        rates=starting_rates(),
        overtakes_max=starting_bounds(),
        back_after=3,
        hall_names={"zh-CN": "测试大厅"},
        strict_order=tuple(TicketClass),
        back_within_min=30,
        recalls_max=3,
        postpones_max=2,
        postpone_max_min=60,
        items_max=5,
    )
    return view.model_copy(update=changed)


def test_classes_with_the_same_numbers_stand_together_fastest_first() -> None:
    green, appointment, walk_in = rule_rows(rules(RuleName.ACCUMULATING))
    assert TicketClass.ELDERLY in green.classes
    assert (green.rate, green.worth, green.bound) == ("0.4", "10", 5)
    assert (appointment.classes, appointment.worth) == ((TicketClass.APPOINTMENT,), "7.14")
    assert (walk_in.classes, walk_in.rate, walk_in.bound) == ((TicketClass.WALK_IN,), "0.04", 15)


def test_without_credit_only_the_bounds_part_the_classes() -> None:
    order = (TicketClass.WALK_IN, *(word for word in TicketClass if word is not TicketClass.WALK_IN))
    rows = rule_rows(rules(RuleName.STRICT, strict_order=order))
    assert rows[0].classes == (TicketClass.WALK_IN,)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.open()
    yield made
    made.close()


@pytest.fixture
async def http(world: World, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    frame = PageFrame(PageSettings("610124-01", {"zh-CN": "测试大厅"}, "0.1.0"), world.accounts, read_catalogue())
    router = create_rules_page(frame, lambda: rules(request.param))
    app = create_app(world.ports, version="0.1.0", routers=[router], access=RULES_ACCESS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall") as client:
        yield client


@pytest.mark.parametrize("http", [RuleName.ACCUMULATING], indirect=True)
async def test_the_page_says_how_much_a_minute_counts(http: httpx.AsyncClient) -> None:
    page = (await http.get("/rules")).text
    assert "普通号等 30 分钟是 1.2 分；老年人等 3 分钟也是 1.2 分" in page
    assert "15 次" in page
    assert "30 分钟内回来" in page
    assert "<script" not in page


@pytest.mark.parametrize("http", [RuleName.FIFO, RuleName.STRICT], indirect=True)
async def test_other_rules_are_said_without_credit(http: httpx.AsyncClient) -> None:
    page = (await http.get("/rules")).text
    assert "积分" not in page
    assert "15 次" in page
