"""`/t/{ticket}`: one number on the phone of whoever holds its address, as the QR code on the paper gives it.

The ticket's id is the key (80 random bits): it shows how the number stands, and gives it up or postpones it; nothing else, and
nothing of a person. Plain forms, so that it works without a script; the page's own script only renews what is shown.
"""

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.http.access import Access, Permission
from api.messages.completion import Completion
from api.messages.hall_commands import Cancel, HallCommand, Postpone
from api.messages.views import FollowView
from api.messages.words import CompletionCode, Role
from api.ports import Actor, Submission
from api.text.forecast_words import forecast_word
from hall_controller.web.allowance import Allowance
from hall_controller.web.frame import PageFrame
from hall_controller.web.language import page_language

FOLLOW_ACCESS: Access = {
    ("GET", "/t/{ticket}"): Permission.PUBLIC,
    ("POST", "/t/{ticket}/cancel/{key}"): Permission.PUBLIC,
    ("POST", "/t/{ticket}/postpone/{minutes}/{key}"): Permission.PUBLIC,
}
PHONE = Actor(name="phone", role=Role.DEVICE)
"""Who acts in the ledger: nobody is signed in, and nobody is asked who they are."""

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


class FollowHall(Protocol):
    """What the page needs of the hall."""

    async def submit(self, submission: Submission) -> Completion: ...


def new_allowance() -> Allowance:
    """A person presses a few times; a hall of 5 000 tickets a day changes some hundred this way."""
    return Allowance(burst=4, per_min=4, all_burst=60, all_per_min=120)


def create_follow_page(
    frame: PageFrame,
    follow: Callable[[str], FollowView | None],
    hall: FollowHall,
    allowance: Allowance,
    *,
    new_id: Callable[[], str],
    now_ms: Callable[[], int],
    monotonic_s: Callable[[], float],
) -> APIRouter:
    """`follow`: a ticket's view by its id. `now_ms`: UTC. Answers from memory; changes go through the hall's port."""
    pages = _FollowPages(frame, follow, hall, allowance, new_id, now_ms, monotonic_s)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/t/{ticket}", pages.show, methods=["GET"], response_class=Response)
    router.add_api_route("/t/{ticket}/cancel/{key}", pages.cancel, methods=["POST"], response_class=Response)
    router.add_api_route("/t/{ticket}/postpone/{minutes}/{key}", pages.postpone, methods=["POST"], response_class=Response)
    return router


class _FollowPages:
    def __init__(
        self,
        frame: PageFrame,
        follow: Callable[[str], FollowView | None],
        hall: FollowHall,
        allowance: Allowance,
        new_id: Callable[[], str],
        now_ms: Callable[[], int],
        monotonic_s: Callable[[], float],
    ) -> None:
        self._frame = frame
        self._follow = follow
        self._hall = hall
        self._allowance = allowance
        self._new_id = new_id
        self._now_ms = now_ms
        self._monotonic_s = monotonic_s
        self._zone = ZoneInfo(frame.settings.timezone)

    async def show(self, request: Request, ticket: str) -> Response:
        said = request.query_params.get("done", "")
        return self._page(request, ticket, said=f"follow.done.{said}" if said in ("cancel", "postpone") else "")

    async def cancel(self, request: Request, ticket: str, key: str) -> Response:
        return await self._change(request, ticket, key, "cancel", lambda: Cancel(ticket=ticket))

    async def postpone(self, request: Request, ticket: str, minutes: int, key: str) -> Response:
        view = self._view(ticket)
        offered = view is not None and minutes in view.postpone_minutes
        # What isn't offered any more is still asked of the hall, which says why not.
        most = 240
        wanted = minutes if offered else max(1, min(most, minutes))
        return await self._change(request, ticket, key, "postpone", lambda: Postpone(ticket=ticket, minutes=wanted))

    async def _change(self, request: Request, ticket: str, key: str, name: str, command: Callable[[], HallCommand]) -> Response:
        if self._view(ticket) is None or not _ULID.fullmatch(key):
            return self._page(request, ticket)
        if not self._allowance.take(ticket, self._monotonic_s()):
            return self._page(request, ticket, status=HTTPStatus.TOO_MANY_REQUESTS, problem="follow.tooMany")
        completion = await self._hall.submit(Submission(key, PHONE, command()))
        if completion.code is CompletionCode.SUCCESS:
            # A page that answers a form is asked for anew: going back or reloading sends nothing again.
            return RedirectResponse(f"/t/{ticket}?done={name}", status_code=HTTPStatus.SEE_OTHER)
        return self._page(request, ticket, status=HTTPStatus.CONFLICT, refusal=completion.error_code or completion.code.value)

    def _view(self, ticket: str) -> FollowView | None:
        return self._follow(ticket) if _ULID.fullmatch(ticket) else None

    def _page(
        self, request: Request, ticket: str, *, status: int = HTTPStatus.OK, said: str = "", problem: str = "", refusal: str = ""
    ) -> Response:
        # The address is a key: it goes to no other page by a Referer.
        headers = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
        view = self._view(ticket)
        if view is None:
            return self._frame.page(request, "follow_unknown", None, status=HTTPStatus.NOT_FOUND, headers=headers)
        return self._frame.page(
            request,
            "follow",
            None,
            status=status,
            headers=headers,
            ticket=view,
            key=self._new_id(),
            clock=self._clock,
            slot=self._slot(request, view.slot) if view.slot is not None else "",
            windows=", ".join(map(str, view.windows)),
            forecast_word=forecast_word,
            now=self._now_ms(),
            said=said,
            problem=problem,
            refusal=self._refusal(request, refusal) if refusal else "",
        )

    def _refusal(self, request: Request, code: str) -> str:
        texts = self._frame.texts
        language = page_language(request)
        return texts.section("refusals", language).get(code) or texts.text("web", "refused.other", language, code=code)

    def _slot(self, request: Request, at: int) -> str:
        """Day and time of a booking: it may be for another day."""
        moment, language = datetime.fromtimestamp(at / 1000, self._zone), page_language(request)

        def word(key: str) -> str:
            return self._frame.texts.text("kiosk", key, language)

        day = self._frame.texts.text(
            "kiosk",
            "date",
            language,
            month=word(f"month.{moment.month}"),
            day=moment.day,
            weekday=word(f"weekday.{moment.weekday()}"),
        )
        return f"{day} {self._clock(at)}"

    def _clock(self, at: int) -> str:
        return datetime.fromtimestamp(at / 1000, self._zone).strftime("%H:%M")
