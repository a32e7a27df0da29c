"""`POST /api/v1/commands/{name}` and the batch: the hall's operations over HTTP.

Plain ASGI endpoints below FastAPI's dependency machinery: this is the hot path, and its cost is counted against a bare
handler. They are documented by `api.http.openapi` from the same models that parse them here.
"""

import re
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from pydantic import Field, TypeAdapter, ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from api.http.access import Permission, may_command
from api.http.bodies import read_body
from api.http.guard import admit
from api.http.heads import Head, read_head
from api.http.ports import HttpPorts
from api.http.problems import Problem, completion_problem, problem_response, refusal_problem
from api.messages.base import MAX_PAYLOAD_BYTES, Message, Ulid
from api.messages.beside_commands import DESK_COMMANDS
from api.messages.completion import Completion
from api.messages.hall_commands import HALL_COMMANDS, HallCommand
from api.messages.words import CompletionCode, Refusal
from api.ports import Actor, Submission

HTTP_COMMANDS: dict[str, type[HallCommand]] = HALL_COMMANDS | DESK_COMMANDS
"""What can be sent over HTTP; who may, the roles say."""
BATCH_MAX = 100
"""Commands in one batch."""
MAX_BATCH_BYTES = 262_144
"""A hundred commands of everyday length are some 20 KB; this leaves each of them 2.5 KB."""

ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_COMPLETION = TypeAdapter(Completion)
_JSON_HEADER = (b"content-type", b"application/json")
_NO_STORE_HEADER = (b"cache-control", b"no-store")


class BatchItem(Message):
    """One command of a batch."""

    id: Ulid
    name: str = Field(max_length=40)
    body: dict[str, Any] = Field(default_factory=dict)


class Batch(Message):
    """Up to 100 commands, each with its own id. They are applied in this order, each on its own."""

    commands: Annotated[tuple[BatchItem, ...], Field(min_length=1, max_length=BATCH_MAX)]


class BatchAnswer(Message):
    """One completion for each command, in the same order; a refused one carries its refusal in `error_code`."""

    completions: tuple[Completion, ...]


_BATCH_ANSWER = TypeAdapter(BatchAnswer)


class CommandEndpoint:
    """One command: body = the command's model, `Idempotency-Key` = its id. 200 with the completion, or a problem."""

    permission = Permission.COMMANDS

    def __init__(self, ports: HttpPorts) -> None:
        self._ports = ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = read_head(scope)
        try:
            answer = await self._answer(scope, receive, head)
        except Problem as problem:
            await refuse(problem, head, self._ports, scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await send_json(send, answer)

    async def _answer(self, scope: Scope, receive: Receive, head: Head) -> bytes:
        session = admit(head, "POST", self._ports.accounts, Permission.COMMANDS)
        name = scope["path_params"]["name"]
        model = HTTP_COMMANDS.get(name)
        if model is None:
            raise refusal_problem(Refusal.UNKNOWN_COMMAND, f"there is no command {name[:40]!r}")
        key = head.idempotency_key
        if not ULID.fullmatch(key):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "idempotencyKeyRequired", "Idempotency-Key must be a ULID")
        body = await read_body(receive, head.content_length, MAX_PAYLOAD_BYTES)
        try:
            command = model.model_validate_json(body, strict=True)
        except ValidationError as error:
            raise refusal_problem(Refusal.MALFORMED, describe(error), key) from error
        if not may_command(session.actor, command):
            raise refusal_problem(Refusal.NOT_PERMITTED, f"{session.actor.role.value} {name!r}", key)
        completion = await self._ports.hall.submit(Submission(key, session.actor, command))
        if completion.code is not CompletionCode.SUCCESS:
            raise completion_problem(completion)
        return _COMPLETION.dump_json(completion)


class BatchEndpoint:
    """Several commands in one request; always 200 with one completion for each when the batch itself is well formed."""

    permission = Permission.COMMANDS

    def __init__(self, ports: HttpPorts) -> None:
        self._ports = ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = read_head(scope)
        try:
            session = admit(head, "POST", self._ports.accounts, Permission.COMMANDS)
            body = await read_body(receive, head.content_length, MAX_BATCH_BYTES)
            try:
                batch = Batch.model_validate_json(body, strict=True)
            except ValidationError as error:
                raise refusal_problem(Refusal.MALFORMED, describe(error)) from error
            answer = await self._submit(batch, session.actor)
        except Problem as problem:
            await refuse(problem, head, self._ports, scope, receive, send)
        except ClientDisconnect:
            return
        else:
            await send_json(send, _BATCH_ANSWER.dump_json(answer))

    async def _submit(self, batch: Batch, actor: Actor) -> BatchAnswer:
        checked = [self._check(item, actor) for item in batch.commands]
        submissions = [
            Submission(item.id, actor, command)
            for item, command in zip(batch.commands, checked, strict=True)
            if isinstance(command, HallCommand)
        ]
        answered = iter(await self._ports.hall.submit_many(submissions))
        completions = tuple(refused if isinstance(refused, Completion) else next(answered) for refused in checked)
        return BatchAnswer(completions=completions)

    def _check(self, item: BatchItem, actor: Actor) -> HallCommand | Completion:
        model = HTTP_COMMANDS.get(item.name)
        if model is None:
            return self._refused(item, CompletionCode.UNSUPPORTED_COMMAND, Refusal.UNKNOWN_COMMAND, f"{item.name!r}")
        try:
            # By way of JSON, where "strict" means the same as for a single command: a number isn't a text.
            command = model.model_validate_json(orjson.dumps(item.body), strict=True)
        except ValidationError as error:
            return self._refused(item, CompletionCode.INVALID_DATA, Refusal.MALFORMED, describe(error))
        if not may_command(actor, command):
            return self._refused(item, CompletionCode.AUTHORISATION_REQUIRED, Refusal.NOT_PERMITTED, f"{item.name!r}")
        return command

    def _refused(self, item: BatchItem, code: CompletionCode, refusal: Refusal, detail: str) -> Completion:
        self._ports.counters.refused(refusal.value)
        return Completion(id=item.id, code=code, error_code=refusal.value, detail=detail)


def describe(error: ValidationError) -> str:
    """What is wrong where, without the values: they might be personal."""
    lines = [
        f"{'.'.join(str(part) for part in e['loc'])[:80] or 'body'}: {e['msg']}" for e in error.errors(include_input=False)[:5]
    ]
    return "; ".join(lines)


async def send_json(send: Send, body: bytes) -> None:
    """200 with this JSON, for no cache."""
    headers = [_JSON_HEADER, _NO_STORE_HEADER, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(problem: Problem, head: Head, ports: HttpPorts, scope: Scope, receive: Receive, send: Send) -> None:
    """Count a refusal and answer with its document."""
    ports.counters.refused(problem.code)
    await problem_response(problem, ports.texts, head.accept_language)(scope, receive, send)
