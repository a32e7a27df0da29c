"""The OpenAPI document: FastAPI's own for the views, and one operation for each command, made of the table of commands."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.http.commands import HTTP_COMMANDS, Batch, BatchAnswer
from api.http.documents import SCHEMA_PREFIX, ProblemDocument, json_body, problems
from api.http.examples import (
    BATCH_ANSWER_EXAMPLE,
    BATCH_EXAMPLE,
    COMMAND_EXAMPLES,
    COMPLETION_EXAMPLE,
    DEVICE_COMMAND_EXAMPLES,
    DEVICE_COMPLETION_EXAMPLE,
    SESSION_EXAMPLES,
    VIEW_EXAMPLES,
)
from api.http.live import Shown
from api.http.session import SignIn
from api.messages.completion import Completion
from api.messages.device_commands import DeviceCommand
from api.messages.device_roles import DEVICE_COMMAND_ROLES, DEVICE_COMMANDS_OF_PEOPLE
from api.messages.hall_commands import HallCommand
from api.messages.roles import COMMAND_ROLES

TAGS = [
    {"name": "commands", "description": "Everything that changes the hall. The same models travel on MQTT."},
    {"name": "views", "description": "What may be read."},
    {"name": "live", "description": "Server-sent events."},
    {"name": "devices", "description": "Devices, for technicians and managers."},
    {"name": "duty", "description": "Calls for a person on duty, and complaints."},
    {"name": "reports", "description": "What past days were like, for managers."},
    {"name": "ledger", "description": "The hash-chained ledger, for managers."},
    {"name": "session", "description": "Signing in and out."},
    {"name": "health", "description": "Is every part well?"},
]

_DEVICE = "/api/v1/devices/{node}/{device}"
_DEVICE_PROBLEMS = (401, 403, 404, 409, 413, 422, 502, 503, 504)
_DEVICE_PARAMETERS = [
    {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z0-9-]{1,32}$"},
        "example": example,
    }
    for name, example in (("node", "hall-agent"), ("device", "receipt-1"))
]
_COMMAND_PROBLEMS = (401, 403, 404, 409, 413, 422, 503)
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "ULID, made once by the person's action and reused on every retry: the same key gets the same completion.",
    "schema": {"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"},
    "example": "01JD0V5Y3M9D8XQ2T7W4R6K1ZB",
}
_SECURITY_SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "tingtang_session",
        "description": "From signing in; unsafe requests also carry `X-CSRF-Token`.",
    },
    "bearer": {"type": "http", "scheme": "bearer", "description": "The same token, for clients without cookies."},
}


def build_document(app: FastAPI) -> dict[str, Any]:
    """The whole OpenAPI 3.1 document of an application."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description="Commands, views and live streams of one service hall. Problems are RFC 9457 documents.",
        routes=app.routes,
        tags=TAGS,
    )
    models: list[type[BaseModel]] = [
        *HTTP_COMMANDS.values(),
        *DEVICE_COMMANDS_OF_PEOPLE.values(),
        Batch,
        BatchAnswer,
        SignIn,
        Shown,
        Completion,
        ProblemDocument,
    ]
    _, definitions = models_json_schema([(model, "validation") for model in models], ref_template=SCHEMA_PREFIX + "{model}")
    components = document.setdefault("components", {})
    components["schemas"] = {**definitions["$defs"], **components.get("schemas", {})}
    components["securitySchemes"] = _SECURITY_SCHEMES
    paths = document["paths"]
    for name, model in HTTP_COMMANDS.items():
        paths[f"/api/v1/commands/{name}"] = {"post": _command(name, model)}
    paths["/api/v1/commands"] = {"post": _batch()}
    for name, device_model in DEVICE_COMMANDS_OF_PEOPLE.items():
        paths[f"{_DEVICE}/commands/{name}"] = {"post": _device_command(name, device_model)}
    _secure(paths)
    _illustrate(paths)
    return document


def _command(name: str, model: type[HallCommand]) -> dict[str, Any]:
    roles = ", ".join(sorted(role.value for role in COMMAND_ROLES[model]))
    text = (model.__doc__ or name).strip()
    return {
        "tags": ["commands"],
        "operationId": "command_" + name.replace("-", "_"),
        "summary": text.splitlines()[0],
        "description": f"{text}\n\nRoles: {roles}.",
        "parameters": [_IDEMPOTENCY_KEY],
        **json_body(model, COMMAND_EXAMPLES[name]),
        "responses": _responses("Completion", COMPLETION_EXAMPLE, *_COMMAND_PROBLEMS),
    }


def _device_command(name: str, model: type[DeviceCommand]) -> dict[str, Any]:
    roles = ", ".join(sorted(role.value for role in DEVICE_COMMAND_ROLES[model]))
    text = (model.__doc__ or name.replace("-", " ")).strip()
    return {
        "tags": ["devices"],
        "operationId": "device_" + name.replace("-", "_"),
        "summary": text.splitlines()[0],
        "description": f"{text}\n\nFor devices whose `commands` name it. Roles: {roles}. Stands in the ledger with who sent it.",
        "parameters": [*_DEVICE_PARAMETERS, _IDEMPOTENCY_KEY],
        **json_body(model, DEVICE_COMMAND_EXAMPLES[name]),
        "responses": _responses("Completion", DEVICE_COMPLETION_EXAMPLE, *_DEVICE_PROBLEMS),
    }


def _batch() -> dict[str, Any]:
    return {
        "tags": ["commands"],
        "operationId": "command_batch",
        "summary": "Up to 100 commands at once",
        "description": "Each with its own id, applied in order, each on its own: a refused one stops none of the others.",
        **json_body(Batch, BATCH_EXAMPLE),
        "responses": _responses("BatchAnswer", BATCH_ANSWER_EXAMPLE, 401, 403, 413, 422, 503),
    }


def _responses(schema: str, example: dict[str, Any], *statuses: int) -> dict[str, Any]:
    content = {"schema": {"$ref": SCHEMA_PREFIX + schema}, "example": example}
    success = {"description": "Done", "content": {"application/json": content}}
    return {"200": success, **{str(status): problem for status, problem in problems(*statuses).items()}}


def _secure(paths: dict[str, Any]) -> None:
    for operations in paths.values():
        for operation in operations.values():
            if "401" in operation["responses"] and operation.get("operationId") != "sign_in":
                operation["security"] = [{"session": []}, {"bearer": []}]


def _illustrate(paths: dict[str, Any]) -> None:
    for path, example in VIEW_EXAMPLES.items():
        for operation in paths[path].values():
            content = operation["responses"]["200"]["content"]
            next(iter(content.values()))["example"] = example
    for method, example in SESSION_EXAMPLES.items():
        paths["/api/v1/session"][method]["responses"]["200"]["content"]["application/json"]["example"] = example
