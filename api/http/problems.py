"""Refusals as RFC 9457 problem+json, with titles in the reader's language and in all of ours."""

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.responses import Response

from api.messages.completion import Completion
from api.messages.words import CompletionCode, Refusal
from api.text.catalogue import LANGUAGES, TextCatalogue

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:tingtang:problem:"
STORE_RETRY_AFTER_S = 5
"""A full disk is freed by a person: nearer retries only add load."""

REFUSAL_STATUS: Mapping[Refusal, HTTPStatus] = {
    Refusal.UNKNOWN_SERVICE: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_QUEUE: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_WINDOW: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_TICKET: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_ASK: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_COMMAND: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_SLOT: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_BLOCK: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_STAFF: HTTPStatus.NOT_FOUND,
    Refusal.UNKNOWN_ENTRY: HTTPStatus.NOT_FOUND,
    Refusal.SERVICE_CLOSED: HTTPStatus.CONFLICT,
    Refusal.NO_WINDOW_TODAY: HTTPStatus.CONFLICT,
    Refusal.NUMBERS_EXHAUSTED: HTTPStatus.CONFLICT,
    Refusal.ILLEGAL_TRANSITION: HTTPStatus.CONFLICT,
    Refusal.WINDOW_BUSY: HTTPStatus.CONFLICT,
    Refusal.WINDOW_NOT_OPEN: HTTPStatus.CONFLICT,
    Refusal.WINDOW_FAULT: HTTPStatus.CONFLICT,
    Refusal.NOT_THIS_WINDOW: HTTPStatus.CONFLICT,
    Refusal.NOBODY_WAITING: HTTPStatus.CONFLICT,
    Refusal.TOO_SOON: HTTPStatus.CONFLICT,
    Refusal.TOO_LATE: HTTPStatus.CONFLICT,
    Refusal.RECALLS_USED_UP: HTTPStatus.CONFLICT,
    Refusal.CLOSED_TODAY: HTTPStatus.CONFLICT,
    Refusal.CLOSING_SOON: HTTPStatus.CONFLICT,
    Refusal.QUOTA_USED_UP: HTTPStatus.CONFLICT,
    Refusal.ALREADY_WAITING: HTTPStatus.CONFLICT,
    Refusal.PERSON_LIMIT: HTTPStatus.CONFLICT,
    Refusal.CONFLICTING_ITEMS: HTTPStatus.CONFLICT,
    Refusal.AGENT_CEILING: HTTPStatus.CONFLICT,
    Refusal.SLOT_FULL: HTTPStatus.CONFLICT,
    Refusal.BOOKED_ALREADY: HTTPStatus.CONFLICT,
    Refusal.COOL_OFF: HTTPStatus.CONFLICT,
    Refusal.NOT_TODAY: HTTPStatus.CONFLICT,
    Refusal.NUMBER_USED: HTTPStatus.CONFLICT,
    Refusal.POSTPONES_USED_UP: HTTPStatus.CONFLICT,
    Refusal.POSTPONED_TOO_FAR: HTTPStatus.CONFLICT,
    Refusal.CLASS_UNCHANGED: HTTPStatus.CONFLICT,
    Refusal.SENSELESS: HTTPStatus.CONFLICT,
    Refusal.TOO_MANY_ITEMS: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refusal.REASON_REQUIRED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refusal.MALFORMED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refusal.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Refusal.NOT_PERMITTED: HTTPStatus.FORBIDDEN,
    Refusal.SAME_PERSON: HTTPStatus.FORBIDDEN,
    Refusal.IDENTIFICATION_REQUIRED: HTTPStatus.FORBIDDEN,
    Refusal.LISTED: HTTPStatus.FORBIDDEN,
    Refusal.TOO_MANY_AT_TERMINAL: HTTPStatus.CONFLICT,
    Refusal.STORE_UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Refusal.CHECK_CODE_REQUIRED: HTTPStatus.FORBIDDEN,
    Refusal.WRONG_CHECK_CODE: HTTPStatus.FORBIDDEN,
    Refusal.TOO_MANY_TRIES: HTTPStatus.TOO_MANY_REQUESTS,
    Refusal.MOVES_USED_UP: HTTPStatus.CONFLICT,
    Refusal.SAME_SLOT: HTTPStatus.CONFLICT,
    Refusal.CODE_USED: HTTPStatus.CONFLICT,
    Refusal.CODE_EXPIRED: HTTPStatus.CONFLICT,
    Refusal.UNKNOWN_RECEIPT: HTTPStatus.NOT_FOUND,
    Refusal.NO_HOLDER: HTTPStatus.CONFLICT,
    Refusal.CONSENT_REQUIRED: HTTPStatus.FORBIDDEN,
    Refusal.UNKNOWN_ADAPTER: HTTPStatus.NOT_FOUND,
    Refusal.ADAPTER_AWAY: HTTPStatus.SERVICE_UNAVAILABLE,
    Refusal.UNKNOWN_ITEM: HTTPStatus.NOT_FOUND,
    Refusal.DEPARTMENT_AWAY: HTTPStatus.SERVICE_UNAVAILABLE,
    Refusal.APPLICATION_WITHDRAWN: HTTPStatus.CONFLICT,
    Refusal.DOCUMENT_SETTLED: HTTPStatus.CONFLICT,
}
"""Every refusal of the hall has its status; a test keeps the table whole."""

COMPLETION_STATUS: Mapping[CompletionCode, HTTPStatus] = {
    CompletionCode.INVALID_DATA: HTTPStatus.UNPROCESSABLE_ENTITY,
    CompletionCode.DEVICE_NOT_READY: HTTPStatus.SERVICE_UNAVAILABLE,
    CompletionCode.TIME_OUT: HTTPStatus.GATEWAY_TIMEOUT,
    CompletionCode.AUTHORISATION_REQUIRED: HTTPStatus.FORBIDDEN,
}
"""For completions that fail without a refusal; anything else is our own failure, 500."""

_REFUSALS = frozenset(refusal.value for refusal in Refusal)


class Problem(Exception):
    """A request that is answered with a problem document instead of its result."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        command_id: str | None = None,
        reason: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`code` is a `Refusal` or a key of the `problems` catalogue; `detail` is English, for technicians and logs; `reason` is
        a device's dotted reason key.
        """
        super().__init__(f"{status} {code}: {detail}")
        self.status = int(status)
        self.code = code
        self.detail = detail
        self.command_id = command_id
        self.reason = reason
        self.headers = dict(headers or {})


def refusal_problem(refusal: Refusal, detail: str = "", command_id: str | None = None) -> Problem:
    """The problem for a refusal of the hall."""
    headers = {"Retry-After": str(STORE_RETRY_AFTER_S)} if refusal is Refusal.STORE_UNAVAILABLE else None
    return Problem(REFUSAL_STATUS[refusal], refusal.value, detail, command_id=command_id, headers=headers)


def completion_problem(completion: Completion, statuses: Mapping[CompletionCode, HTTPStatus] | None = None) -> Problem:
    """The problem for a completion that isn't a success. `statuses` go before `COMPLETION_STATUS`."""
    if completion.error_code in _REFUSALS:
        return refusal_problem(Refusal(completion.error_code), completion.detail, completion.id)
    status = {**COMPLETION_STATUS, **(statuses or {})}.get(completion.code, HTTPStatus.INTERNAL_SERVER_ERROR)
    return Problem(status, completion.code.value, completion.detail, command_id=completion.id, reason=completion.error_code)


def problem_response(problem: Problem, texts: TextCatalogue, accept_language: str = "") -> Response:
    """The document: `type`, `title` in the asked language, `titles` in all, `status`, `detail`, `code`, `id`; when a device said
    why, `reason` and its text in all languages, `reasons`.
    """
    section = "refusals" if problem.code in _REFUSALS else "problems"
    titles = texts.texts(section, problem.code)
    language = chosen_language(accept_language)
    document: dict[str, object] = {
        "type": TYPE_PREFIX + problem.code,
        "title": titles[language],
        "titles": titles,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
    }
    if problem.command_id is not None:
        document["id"] = problem.command_id
    if problem.reason is not None:
        document["reason"] = problem.reason
        if f"reason.{problem.reason}" in texts.section("web"):
            document["reasons"] = texts.texts("web", f"reason.{problem.reason}")
    headers = {"Content-Language": language, "Cache-Control": "no-store", **problem.headers}
    return Response(orjson.dumps(document), problem.status, headers, MEDIA_TYPE)


def chosen_language(accept_language: str) -> str:
    """English only for those who name it before any Chinese; a hall speaks Chinese first."""
    for part in accept_language.lower().split(","):
        if part.strip().startswith("zh"):
            break
        if part.strip().startswith("en"):
            return "en"
    return LANGUAGES[0]
