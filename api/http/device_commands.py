"""`POST /api/v1/devices/{node}/{device}/commands/{name}`: what staff and technicians have a device do.

The hall's door and its printers are moved here, so the way in is narrow: the command must be one for people, the role must have
it, and the device must say that it knows it. Sending and the record in the ledger are behind the port.
"""

from collections.abc import Mapping
from http import HTTPStatus

from pydantic import TypeAdapter, ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from api.http.access import Permission
from api.http.bodies import read_body
from api.http.commands import ULID, describe, refuse, send_json
from api.http.guard import admit
from api.http.heads import Head, read_head
from api.http.ports import HttpPorts
from api.http.problems import Problem, completion_problem, refusal_problem
from api.messages.base import MAX_PAYLOAD_BYTES
from api.messages.completion import Completion
from api.messages.device_commands import DEVICE_COMMANDS
from api.messages.device_roles import DEVICE_COMMANDS_OF_PEOPLE, may_send
from api.messages.words import CompletionCode, Refusal
from api.ports import DeviceOrder

DEVICE_STATUS: Mapping[CompletionCode, HTTPStatus] = {
    CompletionCode.COMMAND_ERROR_CODE: HTTPStatus.CONFLICT,
    CompletionCode.USER_ERROR: HTTPStatus.CONFLICT,
    CompletionCode.SEQUENCE_ERROR: HTTPStatus.CONFLICT,
    CompletionCode.CANCELED: HTTPStatus.CONFLICT,
    CompletionCode.INVALID_REQUEST_ID: HTTPStatus.CONFLICT,
    CompletionCode.UNSUPPORTED_COMMAND: HTTPStatus.CONFLICT,
    CompletionCode.UNSUPPORTED_DATA: HTTPStatus.UNPROCESSABLE_ENTITY,
    CompletionCode.HARDWARE_ERROR: HTTPStatus.BAD_GATEWAY,
    CompletionCode.OUTCOME_UNKNOWN: HTTPStatus.BAD_GATEWAY,
}
"""What a device's own no means over HTTP; `api.http.problems` has the rest: 422, 503 not ready, 504 no answer."""

_COMPLETION = TypeAdapter(Completion)


class DeviceCommandEndpoint:
    """Body = the command's model, `Idempotency-Key` = its id. 200 with the device's completion, or a problem whose `reason` is
    the device's own.
    """

    permission = Permission.DEVICES

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
        session = admit(head, "POST", self._ports.accounts, Permission.DEVICES)
        node, device, name = (scope["path_params"][part] for part in ("node", "device", "name"))
        if name not in DEVICE_COMMANDS:
            raise refusal_problem(Refusal.UNKNOWN_COMMAND, f"there is no command {name[:40]!r}")
        model = DEVICE_COMMANDS_OF_PEOPLE.get(name)
        if model is None or not may_send(session.actor.role, model):
            raise refusal_problem(Refusal.NOT_PERMITTED, f"{session.actor.role.value} {name!r}")
        key = head.idempotency_key
        if not ULID.fullmatch(key):
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "idempotencyKeyRequired", "Idempotency-Key must be a ULID")
        body = await read_body(receive, head.content_length, MAX_PAYLOAD_BYTES)
        try:
            command = model.model_validate_json(body, strict=True)
        except ValidationError as error:
            raise refusal_problem(Refusal.MALFORMED, describe(error), key) from error
        offered = self._ports.device_orders.offered(node, device)
        if offered is None:
            raise Problem(HTTPStatus.NOT_FOUND, "notFound", f"there is no device {node[:40]}/{device[:40]}", command_id=key)
        if name not in offered:
            code = CompletionCode.UNSUPPORTED_COMMAND
            raise Problem(HTTPStatus.CONFLICT, code.value, f"{node}/{device} doesn't know {name!r}", command_id=key)
        completion = await self._ports.device_orders.give(DeviceOrder(key, session.actor, node, device, name, command))
        if completion.code is not CompletionCode.SUCCESS:
            raise completion_problem(completion, DEVICE_STATUS)
        return _COMPLETION.dump_json(completion)
