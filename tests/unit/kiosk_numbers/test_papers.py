"""What stands on the paper of a booking and on a slip, by the printer's own templates."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.text.catalogue import read_catalogue
from drivers.receipt_printer.template import Templates
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.actions import Action
from kiosk.flow.numbers.ports import Later
from kiosk.flow.numbers.views import Booked
from kiosk.ports.booking_paper import booking_fields, later_fields
from tests.support.number_views import number_views

CHINA = timezone(timedelta(hours=8))
TEXTS = read_catalogue()
WISHES = ("book", "move", *(action.value for action in Action if action is not Action.MOVE))


def issued() -> IssuedTicket:
    view = number_views(12)["bookings-done"]
    assert isinstance(view, Booked)
    return view.ticket


def local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(CHINA)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_paper_says_when_to_come_and_what_shows_that_it_is_ones_own(language: str) -> None:
    fields = booking_fields(issued(), language, TEXTS, local)
    Templates.load().choose("booking", language, fields)
    assert (fields["number"], fields["check"], fields["time"]) == ("AY003", "4821", "09:00")
    assert fields["day"] == {"zh-CN": "11月21日 星期五", "en": "Friday 21 November"}[language]
    assert fields["qr"].startswith("https://")


def test_without_an_address_the_code_is_for_a_kiosk() -> None:
    ticket = issued()
    here = IssuedTicket(ticket.view, ticket.slip.model_copy(update={"follow": ticket.view.id}))
    fields = booking_fields(here, "zh-CN", TEXTS, local)
    assert fields["qr"] == ticket.view.id
    assert "自助机" in fields["qr_note"]


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_slip_says_what_was_wanted_and_what_to_do(wish: str, language: str) -> None:
    later = Later(wish, "AY003", {"zh-CN": "首次登记"}, "2026-11-23", "10:00")
    fields = later_fields(later, language, TEXTS, {}, datetime(2026, 11, 20, 9, 41, tzinfo=CHINA))
    Templates.load().choose("memo", language, fields)
    assert not [text for text in fields.values() if text.startswith("later.") or "{" in text]
    assert "2026-11-23 10:00" in fields["lines"]
