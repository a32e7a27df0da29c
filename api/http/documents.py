"""Pieces of the OpenAPI document that routes declare beside themselves: problems, bodies, examples."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.http.problems import MEDIA_TYPE, TYPE_PREFIX

SCHEMA_PREFIX = "#/components/schemas/"


class ProblemDocument(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="`urn:tingtang:problem:` and the code", examples=[TYPE_PREFIX + "unknownTicket"])
    title: str = Field(description="For people, in the language asked for (Accept-Language)", examples=["没有这个号"])
    titles: dict[str, str] = Field(description="The title in every language of the hall")
    status: int = Field(examples=[404])
    detail: str = Field(description="For technicians, English")
    code: str = Field(description="A refusal of the hall or a problem of the request; closed vocabulary")
    id: str | None = Field(default=None, description="The command's id, where there is one")
    reason: str | None = Field(default=None, description="A device's own reason: a dotted key such as `paper.out`")
    reasons: dict[str, str] | None = Field(default=None, description="The same in words, in every language of the hall")


_DESCRIPTIONS = {
    401: "Nobody is signed in, or the session is over",
    403: "The role doesn't permit it, or the CSRF token is missing",
    404: "There is no such thing",
    409: "Refused by a rule of the hall: nothing changed and no number was used",
    413: "Larger than allowed; refused before it is parsed",
    415: "Not JSON",
    422: "Malformed",
    429: "Too many failed attempts; `Retry-After` says when to come back",
    500: "Our own failure",
    502: "The device has a fault, or nobody can tell whether it did it",
    503: "Not able to serve now; `Retry-After` says when to come back",
    504: "It took too long",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The declared problems of one operation."""
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMA_PREFIX + ProblemDocument.__name__}}}
    return {
        status: {"description": _DESCRIPTIONS.get(status, HTTPStatus(status).phrase), "content": content}
        for status in sorted({*statuses, 500})
    }


def json_body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """A JSON request body that the route reads by itself; `api.http.openapi` adds the model's schema."""
    content = {"schema": {"$ref": SCHEMA_PREFIX + model.__name__}, "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}
