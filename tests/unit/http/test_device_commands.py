"""Commands of people to devices over HTTP: who may send what to which device, and how a device's no comes back."""

import httpx
import pytest

from api.http.examples import DEVICE_COMMAND_EXAMPLES
from api.ids import new_id
from api.messages.device_commands import DEVICE_COMMANDS, PERSONAL_COMMANDS, ClearAlarm, LoadPaper
from api.messages.device_roles import DEVICE_COMMAND_ROLES, DEVICE_COMMANDS_OF_PEOPLE
from api.messages.words import CompletionCode, Role
from api.text.catalogue import read_catalogue
from tests.support.http_ports import World

ACCOUNTS = {Role.CLERK: "clerk-1", Role.MANAGER: "manager", Role.TECHNICIAN: "technician", Role.DEVICE: "kiosk-1"}
PRINTER, DOOR = "hall-agent/receipt-1", "zone-agent/door-1"


async def post(
    world: World, address: str, name: str, body: object = None, key: str | None = None, account: str = "manager"
) -> httpx.Response:
    headers = {**await world.bearer(account), "Idempotency-Key": key or new_id()}
    async with world.client() as client:
        return await client.post(f"/api/v1/devices/{address}/commands/{name}", headers=headers, json=body or {})


async def test_an_order_reaches_the_device_with_its_id_and_who_gave_it(world: World) -> None:
    key = new_id()
    answer = await post(world, PRINTER, "load-paper", {"length_m": 80.0}, key, "technician")
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["code"]) == (key, "success")
    [order] = world.devices.orders
    assert (order.id, order.actor.name, order.node, order.device) == (key, "technician", "hall-agent", "receipt-1")
    assert order.command == LoadPaper(length_m=80.0)


@pytest.mark.parametrize("name", DEVICE_COMMANDS)
async def test_each_command_is_for_its_roles_only(world: World, name: str) -> None:
    """What has no row is for nobody: tickets, cards, codes, keys, and what the hall says by itself."""
    world.devices.devices["hall-agent/all-1"] = frozenset(DEVICE_COMMANDS)
    roles = DEVICE_COMMAND_ROLES.get(DEVICE_COMMANDS[name], frozenset())
    for role, account in ACCOUNTS.items():
        answer = await post(world, "hall-agent/all-1", name, DEVICE_COMMAND_EXAMPLES.get(name), account=account)
        assert answer.status_code == (200 if role in roles else 403), (role, answer.text)
    assert len(world.devices.orders) == len(roles)


def test_nothing_personal_and_nothing_that_prints_a_ticket_is_a_persons_command() -> None:
    assert not DEVICE_COMMANDS_OF_PEOPLE.keys() & (PERSONAL_COMMANDS | {"print", "ask", "say", "show", "show-staff"})
    assert DEVICE_COMMAND_EXAMPLES.keys() == DEVICE_COMMANDS_OF_PEOPLE.keys()


def test_clerks_and_devices_send_none_and_a_technician_opens_no_door() -> None:
    for roles in DEVICE_COMMAND_ROLES.values():
        assert not roles & {Role.CLERK, Role.DEVICE}
    assert DEVICE_COMMAND_ROLES[DEVICE_COMMANDS["open"]] == {Role.MANAGER}


async def test_only_what_the_device_says_it_knows_is_sent(world: World) -> None:
    answer = await post(world, PRINTER, "open")
    assert (answer.status_code, answer.json()["code"]) == (409, "unsupportedCommand")
    assert world.devices.orders == []


@pytest.mark.parametrize("address", ["hall-agent/receipt-9", "other/receipt-1", "UPPER/x_y"])
async def test_an_unknown_device_is_not_found(world: World, address: str) -> None:
    answer = await post(world, address, "reset")
    assert (answer.status_code, answer.json()["code"]) == (404, "notFound")


async def test_an_unknown_command_is_not_found(world: World) -> None:
    answer = await post(world, PRINTER, "explode")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknownCommand")


@pytest.mark.parametrize("body", [{"code": 7}, {"code": "x" * 81}, {}, [], "door.sos"])
async def test_a_wrong_body_is_refused_and_nothing_is_sent(world: World, body: object) -> None:
    headers = {**await world.bearer("manager"), "Idempotency-Key": new_id()}
    async with world.client() as client:
        answer = await client.post(f"/api/v1/devices/{DOOR}/commands/clear-alarm", headers=headers, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert world.devices.orders == []


async def test_a_command_needs_a_ulid_as_key(world: World) -> None:
    answer = await post(world, DOOR, "open", key="once")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotencyKeyRequired")


async def test_an_alarm_is_cleared_by_its_code(world: World) -> None:
    assert (await post(world, DOOR, "clear-alarm", {"code": "door.sos"})).status_code == 200
    assert world.devices.orders[0].command == ClearAlarm(code="door.sos")


@pytest.mark.parametrize(
    ("code", "reason", "status"),
    [
        (CompletionCode.DEVICE_NOT_READY, "node.lost", 503),
        (CompletionCode.TIME_OUT, "device.notAnswering", 504),
        (CompletionCode.COMMAND_ERROR_CODE, "door.full", 409),
        (CompletionCode.HARDWARE_ERROR, "paper.out", 502),
        (CompletionCode.OUTCOME_UNKNOWN, "command.outcomeUnknown", 502),
        (CompletionCode.CANCELED, "command.canceled", 409),
        (CompletionCode.INVALID_DATA, "alarm.notLatched", 422),
        (CompletionCode.UNSUPPORTED_COMMAND, "command.unsupported", 409),
    ],
)
async def test_a_devices_no_is_a_problem_with_its_reason_in_words(
    world: World, code: CompletionCode, reason: str, status: int
) -> None:
    world.devices.answers["open"] = (code, reason)
    answer = await post(world, DOOR, "open")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["reason"]) == (code.value, reason)
    assert problem["reasons"] == read_catalogue().texts("web", f"reason.{reason}")
    assert problem["reasons"]["zh-CN"] != problem["reasons"]["en"]
    assert world.ports.counters.refusals() == {code.value: 1}


async def test_a_full_disk_is_said_as_for_every_other_command(world: World) -> None:
    world.devices.answers["open"] = (CompletionCode.NOT_ENOUGH_SPACE, "storeUnavailable")
    answer = await post(world, DOOR, "open")
    assert (answer.status_code, answer.json()["code"]) == (503, "storeUnavailable")
    assert "retry-after" in answer.headers
