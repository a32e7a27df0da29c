"""`/pad/{window}`: a tablet or phone at a window as its rating pad.

Somebody who may see the devices signs in on the tablet once and makes it the window's pad. The tablet keeps a key of its own, the
account is signed out again: whoever stands at the window finds the five faces and nothing else. Citizens sign in nowhere.
"""

from hmac import compare_digest
from http import HTTPStatus
from typing import Annotated, TypeVar
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import Field, ValidationError

from api.content.rating_labels import LabelSet, label_texts
from api.http.access import ROLE_PERMISSIONS, Access, Permission
from api.http.bodies import read_body
from api.http.event_stream import EventStream
from api.http.heads import SESSION_COOKIE, read_head
from api.http.problems import Problem, refusal_problem
from api.messages.base import Message, Ulid
from api.messages.completion import Completion
from api.messages.hall_commands import Rate
from api.messages.words import CompletionCode, RatingLevel, RatingOutcome, Refusal
from api.ports import AccountsPort, Session
from hall_controller.devices.pad_keys import PadKeys
from hall_controller.devices.web_pads import WebPads
from hall_controller.web.frame import PageFrame
from hall_controller.web.language import page_language

PAD_COOKIE = "tingtang_pad"
COOKIE_S = 400 * 24 * 3600
"""As long as browsers keep one; the page renews it whenever it is opened."""
PAD_HEADER = "x-pad"
"""A page elsewhere can't send it: a foreign form makes no rating."""
LONGEST_BODY = 2_048
PAD_ACCESS: Access = {
    ("GET", "/pad/{window}"): Permission.PAGE,
    ("POST", "/pad/{window}/authorise"): Permission.PAGE,
    ("GET", "/pad/{window}/live"): Permission.PAGE,
    ("POST", "/pad/{window}/shown"): Permission.PAGE,
    ("POST", "/pad/{window}/rate"): Permission.PAGE,
}
"""These guard themselves: by the tablet's key, or by the account that makes a tablet a pad."""
M = TypeVar("M", bound=Message)
Window = Annotated[int, Path(ge=1, le=999)]


class ShownAsk(Message):
    """The page shows this question."""

    ask: Ulid


class Touched(Message):
    """What a person touched."""

    id: Ulid
    """Idempotency key: the same at every repeat."""
    ask: Ulid
    outcome: RatingOutcome
    level: RatingLevel | None = None
    labels: tuple[str, ...] = Field(default=(), max_length=8)


def create_pad_page(
    frame: PageFrame,
    pads: WebPads,
    keys: PadKeys,
    accounts: AccountsPort,
    labels: LabelSet,
    *,
    secure_cookies: bool,
) -> APIRouter:
    pages = _PadPages(frame, pads, keys, accounts, labels, secure_cookies)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/pad/{window}", pages.show, methods=["GET"], response_class=Response)
    router.add_api_route("/pad/{window}/authorise", pages.authorise, methods=["POST"], response_class=Response)
    router.add_api_route("/pad/{window}/live", pages.live, methods=["GET"], response_class=Response)
    router.add_api_route("/pad/{window}/shown", pages.shown, methods=["POST"], response_class=Response)
    router.add_api_route("/pad/{window}/rate", pages.rate, methods=["POST"], response_class=Response)
    return router


class _PadPages:
    def __init__(
        self, frame: PageFrame, pads: WebPads, keys: PadKeys, accounts: AccountsPort, labels: LabelSet, secure: bool
    ) -> None:
        self._frame = frame
        self._pads = pads
        self._keys = keys
        self._accounts = accounts
        self._labels = labels
        self._secure = secure

    async def show(self, request: Request, window: Window) -> Response:
        if self._pads.device_of(window) is None:
            return self._frame.page(request, "pad_none", self._frame.session(request), status=HTTPStatus.NOT_FOUND, window=window)
        key = request.cookies.get(PAD_COOKIE, "")
        if self._keys.is_right(window, key):
            page = self._frame.page(request, "pad", None, window=window, levels=self._levels(page_language(request)))
            self._remember(page, window, key)
            return page
        session = self._frame.session(request)
        if session is None:
            return RedirectResponse(f"/sign-in?next={quote(f'/pad/{window}', safe='')}", HTTPStatus.SEE_OTHER)
        if Permission.DEVICES not in ROLE_PERMISSIONS[session.actor.role]:
            return self._frame.page(request, "forbidden", session, status=HTTPStatus.FORBIDDEN, wanted="pad")
        return self._frame.page(request, "pad_authorise", session, window=window)

    async def authorise(self, request: Request, window: Window) -> Response:
        """Make this tablet the window's pad, and sign the account out of it."""
        session = self._allowed_session(request)
        form = parse_qs((await self._body(request)).decode("ascii", "replace"))
        if not compare_digest("".join(form.get("csrf", [""])).encode(), session.csrf.encode()):
            raise Problem(HTTPStatus.FORBIDDEN, "wrongCsrfToken", "the form isn't of this session")
        device = self._pads.device_of(window)
        if device is None:
            raise refusal_problem(Refusal.UNKNOWN_WINDOW, f"window {window} has no web pad")
        try:
            key = self._keys.authorise(window)
        except OSError as error:
            raise refusal_problem(Refusal.STORE_UNAVAILABLE, "the tablet's key can't be kept") from error
        self._pads.drop_streams(device)
        await self._accounts.sign_out(read_head(request.scope).token)
        page = RedirectResponse(f"/pad/{window}", HTTPStatus.SEE_OTHER)
        page.delete_cookie(SESSION_COOKIE, path="/")
        self._remember(page, window, key)
        return page

    async def live(self, request: Request, window: Window) -> Response:
        """The page's frames, `pad` each time. Ends when another tablet becomes the window's pad."""
        device, key = self._tablet(request, window)
        reader = self._pads.open_stream(device)
        return EventStream(
            reader,
            closed=lambda: self._pads.close_stream(device, reader),
            allowed=lambda: self._keys.is_right(window, key),
        )

    async def shown(self, request: Request, window: Window) -> Response:
        device, _ = self._tablet(request, window)
        said = await self._said(request, ShownAsk)
        self._pads.shows(device, said.ask)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def rate(self, request: Request, window: Window) -> Response:
        """200 when the hall has it for good, or will never take it; anything else: tell it again under the same id."""
        device, _ = self._tablet(request, window)
        said = await self._said(request, Touched)
        if (said.level is not None) is not (said.outcome is RatingOutcome.SUBMITTED):
            raise refusal_problem(Refusal.MALFORMED, "a level goes with SUBMITTED and only with it")
        if said.outcome is RatingOutcome.DEVICE_FAULT:
            raise refusal_problem(Refusal.MALFORMED, "a page that talks isn't dead")
        labels = self._labels.sound(said.level, said.labels)
        rate = Rate(
            ask=said.ask,
            outcome=said.outcome,
            level=said.level,
            labels=labels,
            label_set=self._labels.version if labels else "",
        )
        completion = await self._pads.rated(device, said.id, rate)
        if completion.error_code == Refusal.STORE_UNAVAILABLE:
            raise refusal_problem(Refusal.STORE_UNAVAILABLE, completion.detail)
        return JSONResponse({"counted": _counted(completion)})

    def _tablet(self, request: Request, window: int) -> tuple[str, str]:
        """The pad and the key of the tablet that asks.

        Raises:
            Problem: it isn't this window's pad, or another page asks in its name.
        """
        device, key = self._pads.device_of(window), request.cookies.get(PAD_COOKIE, "")
        if device is None or not self._keys.is_right(window, key):
            raise Problem(HTTPStatus.UNAUTHORIZED, "signInRequired", "this tablet isn't the window's pad")
        if request.method != "GET" and PAD_HEADER not in request.headers:
            raise Problem(HTTPStatus.FORBIDDEN, "wrongCsrfToken", f"{PAD_HEADER} is missing")
        return device, key

    def _allowed_session(self, request: Request) -> Session:
        session = self._frame.session(request)
        if session is None:
            raise Problem(HTTPStatus.UNAUTHORIZED, "signInRequired", "sign in first")
        if Permission.DEVICES not in ROLE_PERMISSIONS[session.actor.role]:
            raise refusal_problem(Refusal.NOT_PERMITTED, "only who may see the devices makes a tablet a pad")
        return session

    async def _body(self, request: Request) -> bytes:
        return await read_body(request.receive, read_head(request.scope).content_length, LONGEST_BODY)

    async def _said(self, request: Request, model: type[M]) -> M:
        try:
            return model.model_validate_json(await self._body(request))
        except ValidationError as error:
            raise refusal_problem(Refusal.MALFORMED, f"{error.error_count()} fields are wrong") from error

    def _remember(self, response: Response, window: int, key: str) -> None:
        response.set_cookie(
            PAD_COOKIE, key, max_age=COOKIE_S, path=f"/pad/{window}", httponly=True, samesite="strict", secure=self._secure
        )

    def _levels(self, language: str) -> list[dict[str, object]]:
        texts = label_texts(language)
        return [
            {"level": level.value, "labels": [[code, texts.get(code, text)] for code, text in labels.items()]}
            for level, labels in self._labels.offered().items()
        ]


def _counted(completion: Completion) -> bool:
    return completion.code is CompletionCode.SUCCESS
