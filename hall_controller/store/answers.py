"""Completions of the hall: made once, stored, and given again for the same id."""

from typing import Any

import orjson

from api.messages.completion import Completion
from api.messages.words import CompletionCode, Refusal
from hall_controller.domain.requests import Refused


def success(ident: str, result: dict[str, Any]) -> Completion:
    return Completion(id=ident, code=CompletionCode.SUCCESS, result=result)


def refusal(ident: str, refused: Refused) -> Completion:
    permitted = refused.refusal is not Refusal.NOT_PERMITTED
    code = CompletionCode.COMMAND_ERROR_CODE if permitted else CompletionCode.AUTHORISATION_REQUIRED
    return failure(ident, code, refused.refusal.value, refused.detail)


def store_unavailable(ident: str) -> Completion:
    """Nothing was stored: not this answer either, so the same id may be sent again."""
    return failure(
        ident, CompletionCode.NOT_ENOUGH_SPACE, Refusal.STORE_UNAVAILABLE.value, "the hall's database can't be written at present"
    )


def other_command(ident: str, name: str) -> Completion:
    return failure(
        ident, CompletionCode.INVALID_REQUEST_ID, Refusal.MALFORMED.value, f"this id was used for the command {name!r} before"
    )


def internal_error(ident: str) -> Completion:
    return failure(ident, CompletionCode.INTERNAL_ERROR, None, "the hall couldn't carry it out; nothing changed, see its log")


def failure(ident: str, code: CompletionCode, error_code: str | None, detail: str) -> Completion:
    """Never raises: not validated, because the answer to what failed must come out whatever the fault was, an id that is none
    included.
    """
    return Completion.model_construct(id=ident, code=code, error_code=error_code, detail=detail)


def encode(completion: Completion) -> bytes:
    """As it is stored."""
    return orjson.dumps(
        {
            "kind": "completion",
            "id": completion.id,
            "code": completion.code._value_,
            "error_code": completion.error_code,
            "detail": completion.detail,
            "result": completion.result,
        }
    )


def decode(answer: bytes) -> Completion:
    return Completion.model_validate_json(answer)
