"""The flows about one's own number and bookings: data, as all flows are."""

from collections.abc import Mapping, Sequence

from api.messages.identity_words import Assurance
from kiosk.flow.identity.policy import Need
from kiosk.flow.identity.tries import Tries
from kiosk.flow.numbers.views import Way
from kiosk.flow.step import Step
from kiosk.flow.steps.check_in import CheckIn
from kiosk.flow.steps.done import Done
from kiosk.flow.steps.identify.step import Identify
from kiosk.flow.steps.numbers.choose_bookable import ChooseBookable
from kiosk.flow.steps.numbers.hub import ChooseWay
from kiosk.flow.steps.numbers.make_booking import MakeBooking
from kiosk.flow.steps.numbers.my_number import MyNumber
from kiosk.flow.steps.numbers.own_numbers import OwnNumbersStep

MY_NUMBER = "my-number"
"""我的号与预约: the page with all ways."""
BOOK = "book"
"""预约, straight from home."""
WHOSE = Need(Assurance.L1)
"""Bookings and numbers are a person's own: a typed number of somebody else's document doesn't show them."""


def number_flows(page_size: int, tries: Tries) -> Mapping[str, Sequence[Step]]:
    """
    Args:
        page_size: cards on one page of this kiosk's screen.
        tries: the kiosk's count of failed faces, shared by all its flows.
    """
    identify = Identify(tries, WHOSE)
    book: tuple[Step, ...] = (ChooseBookable(page_size), identify, MakeBooking(page_size))
    ways: dict[Way, tuple[Step, ...]] = {
        Way.TYPE: (MyNumber(page_size),),
        Way.SCAN: (MyNumber(page_size, scan_first=True),),
        Way.IDENTIFY: (identify, OwnNumbersStep(page_size, book)),
        Way.CHECK_IN: (CheckIn(tries), Done()),
        Way.BOOK: book,
    }
    return {MY_NUMBER: (ChooseWay(ways),), BOOK: book}


def instead_of_a_number(page_size: int, tries: Tries) -> Mapping[str, Sequence[Step]]:
    """What the screen of a refused number leads on to: another time for the service chosen, or the numbers one has."""
    identify = Identify(tries, WHOSE)
    book = (ChooseBookable(page_size), identify, MakeBooking(page_size))
    return {"book": (identify, MakeBooking(page_size)), "own": (identify, OwnNumbersStep(page_size, book))}
