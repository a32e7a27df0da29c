"""What stands on a ticket's paper, as the fields of the printer's template: ready words, in the citizen's language."""

from collections.abc import Callable
from datetime import datetime

from api.messages.views import ForecastView, Names
from api.messages.words import TicketClass
from api.text.catalogue import TextCatalogue
from api.text.forecast_words import forecast_word
from kiosk.flow.ports import IssuedTicket

DEFAULT_LANGUAGE = "zh-CN"
MONGOLIAN = "mn-Mong"
"""Stands on the paper beside the other languages wherever the hall names things in it."""
SECTION = "kiosk"
ADDRESS_SCHEMES = ("http://", "https://")


def paper_fields(ticket: IssuedTicket, language: str, texts: TextCatalogue, local: Callable[[int], datetime]) -> dict[str, str]:
    """Every field; empty where there is nothing to say, and the template leaves its line out.

    Args:
        local: UTC ms → the hall's local time.
    """

    def name(names: Names) -> str:
        return names.get(language) or names[DEFAULT_LANGUAGE]

    def place(names: Names | None) -> str:
        return name(names) if names else ""

    def text(key: str, **arguments: object) -> str:
        return texts.text(SECTION, key, language, **arguments)

    def clock(at: int) -> str:
        return local(at).strftime("%H:%M")

    def wait(forecast: ForecastView) -> str:
        word = forecast_word(forecast.low, forecast.high, view.issued_at)
        return text(f"paper.{word}", low=clock(forecast.low), high=clock(forecast.high))

    view, slip = ticket.view, ticket.slip
    separator = text("paper.separator")
    by_phone = slip.follow.startswith(ADDRESS_SCHEMES)
    return {
        "hall": name(slip.hall_names),
        "hall_mn": slip.hall_names.get(MONGOLIAN, ""),
        "number": view.number,
        "check": slip.check,
        "marked": text(f"marked.{view.marked}") if view.marked else "",
        "service": name(slip.service_names) if len(slip.items) < 2 else "",
        "service_mn": slip.service_names.get(MONGOLIAN, "") if len(slip.items) < 2 else "",
        "items": separator.join(name(names) for names in slip.items) if len(slip.items) > 1 else "",
        "class": text(f"class.{view.ticket_class.value}") if view.ticket_class is not TicketClass.WALK_IN else "",
        "queue": name(slip.queue_names),
        "windows": ", ".join(str(number) for number in slip.windows),
        "area": place(slip.area),
        "floor": place(slip.floor),
        "direction": place(slip.direction),
        "issued": local(view.issued_at).strftime("%Y-%m-%d %H:%M"),
        "slot": "" if view.slot is None else clock(view.slot),
        "ahead": "" if view.ahead is None else str(view.ahead),
        "wait": "" if view.forecast is None else wait(view.forecast),
        "next": text("paper.then").join(name(names) for names in slip.to_come),
        "qr": slip.follow,
        "qr_note": "" if not slip.follow else text("paper.follow.phone" if by_phone else "paper.follow.kiosk"),
    }
