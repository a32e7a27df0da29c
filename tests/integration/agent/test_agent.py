import asyncio
import json
import sqlite3

import pytest

from api.ids import new_id
from api.messages.base import Message
from api.messages.device_commands import Ask, CancelCommand, Diagnose, PadDisplay, Print, Reset, Say, Show
from api.messages.topics import command_topic
from api.messages.words import CompletionCode
from tests.integration.agent.conftest import NODE, Hall
from tests.support.agent_process import until
from tests.support.broker import SITE

pytestmark = pytest.mark.integration

TICKET = Print(template="ticket", data={"number": "A012", "hall": "示范大厅"})


async def test_a_command_reaches_its_device_and_is_answered(hall: Hall) -> None:
    assert (await hall.command("receipt-1", "print", TICKET)).succeeded
    state = await hall.emulators.state("receipt-1")
    assert state["receipts"] == 1
    assert "A012" in str(state["texts"])


async def test_what_is_said_is_heard(hall: Hall) -> None:
    completion = await hall.command("speaker-1", "say", Say(template="call", arguments={"ticket": "A012", "window": "3"}))
    assert completion.succeeded
    assert (await hall.emulators.state("speaker-1"))["caption"] == "请A零一二号到三号窗口办理"
    await until(lambda: any(name == "said" for name, _ in hall.events), "event said")


async def test_describes_itself_and_its_devices(hall: Hall) -> None:
    describe = json.loads(hall.states["receipt-1", "describe"])
    assert (describe["kind"], describe["place"]) == ("receipt-printer", "kiosk-01")
    assert {"print", "cancel", "reset", "diagnose"} <= set(describe["commands"])
    assert json.loads(hall.states["node", "availability"])["state"] == "online"
    assert json.loads(hall.states["node", "describe"])["kind"] == "node"
    assert json.loads(hall.states["receipt-1", "fault"])["faults"] == []


async def test_the_same_id_prints_one_paper(hall: Hall) -> None:
    command_id = new_id()
    first = await hall.command("receipt-1", "print", TICKET, command_id=command_id)
    again = await hall.command("receipt-1", "print", TICKET, command_id=command_id)
    assert first.succeeded
    assert again == first
    await hall.agent.kill()
    await hall.start_agent()
    after_restart = await hall.command("receipt-1", "print", TICKET, command_id=command_id)
    assert after_restart.code is CompletionCode.SUCCESS
    assert await hall.receipts() == 1


@pytest.mark.parametrize(
    ("device", "name", "body", "count"),
    [
        ("speaker-1", "say", Say(template="call", arguments={"ticket": "A012", "window": "3"}), "utterances"),
        ("callpad-1", "pad-display", PadDisplay(waiting=5, ticket="A012", beep=True), "beeps"),
        ("receipt-1", "print", TICKET, "receipts"),
    ],
)
async def test_an_id_that_comes_again_while_under_way_is_done_once(
    hall: Hall, device: str, name: str, body: Message, count: str
) -> None:
    command_id, topic = new_id(), command_topic(SITE, NODE, device, name)
    answer = await hall.ctl.request(topic, body, command_id=command_id, resend_s=0.005)
    again = await hall.ctl.request(topic, body, command_id=command_id)
    assert answer.succeeded
    assert again == answer
    assert (await hall.emulators.state(device))[count] == 1


async def test_killed_in_mid_print_is_outcome_unknown_and_prints_no_second_paper(hall: Hall) -> None:
    command_id = new_id()
    await hall.emulators.fault("receipt-1", "slow")
    asking = asyncio.create_task(hall.try_command("receipt-1", "print", TICKET, command_id, 1))
    await until(lambda: _has_begun(hall), "print begun")
    await hall.agent.kill()
    await asking
    await hall.emulators.fault("receipt-1", "none")
    before = await hall.receipts()
    await hall.start_agent()
    for _ in range(2):
        completion = await hall.command("receipt-1", "print", TICKET, command_id=command_id)
        assert completion.code is CompletionCode.OUTCOME_UNKNOWN
    assert await hall.receipts() == before <= 1
    assert (await hall.command("receipt-1", "print", TICKET)).succeeded
    assert await hall.receipts() == before + 1


async def _has_begun(hall: Hall) -> bool:
    path = hall.folder / "data" / "agent.sqlite"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return bool(connection.execute("SELECT count(*) FROM bus_journal WHERE code IS NULL").fetchone()[0])
    finally:
        connection.close()


async def test_killed_at_any_moment_never_prints_twice(hall: Hall) -> None:
    """Kill at growing delays after the command went out; then ask again with the same id."""
    before = await hall.receipts()
    for step in range(8):
        command_id = new_id()
        asking = asyncio.create_task(hall.try_command("receipt-1", "print", TICKET, command_id, 0.3))
        await asyncio.sleep(0.004 * step)
        await hall.agent.kill()
        first = await asking
        await hall.start_agent()
        again = await hall.command("receipt-1", "print", TICKET, command_id=command_id)
        printed = await hall.receipts() - before
        before += printed
        assert printed <= 1
        if again.code is CompletionCode.SUCCESS:
            assert printed == 1
        else:
            assert again.code is CompletionCode.OUTCOME_UNKNOWN
        if first is not None and first.succeeded:
            assert again.succeeded


async def test_a_key_pressed_without_a_broker_arrives_once_later(hall: Hall) -> None:
    await hall.broker.stop()
    await hall.emulators.press("callpad-1", "next")
    await until(lambda: _outbox_rows(hall, 1), "key in the outbox")
    await hall.agent.kill()
    await hall.broker.start()
    await hall.start_agent()
    await until(lambda: [name for name, _ in hall.events] == ["key-pressed"], "event")
    await until(lambda: _outbox_rows(hall, 0), "outbox empty")
    event = json.loads(hall.events[0][1])
    assert (event["window"], event["key"]) == (3, "next")
    await hall.emulators.press("callpad-1", "recall")
    await until(lambda: len(hall.events) == 2, "second key")
    assert [json.loads(payload)["key"] for _, payload in hall.events] == ["next", "recall"]


async def _outbox_rows(hall: Hall, count: int) -> bool:
    connection = sqlite3.connect(f"file:{hall.folder / 'data' / 'agent.sqlite'}?mode=ro", uri=True)
    try:
        return bool(connection.execute("SELECT count(*) FROM bus_outbox").fetchone()[0] == count)
    finally:
        connection.close()


async def test_an_event_waits_until_the_hall_has_stored_it(hall: Hall) -> None:
    hall.answer_events = False
    await hall.emulators.press("callpad-1", "next")
    await until(lambda: len(hall.events) >= 2, "told again while nobody confirms")
    assert len({json.loads(payload)["id"] for _, payload in hall.events}) == 1
    assert await _outbox_rows(hall, 1)
    hall.answer_events = True
    await until(lambda: _outbox_rows(hall, 0), "outbox empty")


async def test_a_rating_is_one_event(hall: Hall) -> None:
    ask = Ask(ask=new_id(), window=3, ticket="A012", timeout_s=10)
    assert (await hall.command("rating-1", "ask", ask)).succeeded
    await hall.emulators.press("rating-1", "very-good")
    await until(lambda: hall.events, "rated")
    (name, payload) = hall.events[0]
    event = json.loads(payload)
    assert (name, event["ask"], event["outcome"], event["level"]) == ("rated", ask.ask, "SUBMITTED", "VERY_GOOD")


async def test_a_cancelled_ask_has_no_outcome_and_the_next_has_its_own(hall: Hall) -> None:
    undone, asked = (Ask(ask=new_id(), window=3, ticket="A012", timeout_s=10) for _ in range(2))
    assert (await hall.command("rating-1", "ask", undone)).succeeded
    cancelled = await hall.command("rating-1", "cancel", CancelCommand(target=undone.ask))
    assert (cancelled.succeeded, cancelled.result) == (True, {"cancelled": True})
    assert (await hall.command("rating-1", "ask", asked)).succeeded
    await hall.emulators.press("rating-1", "good")
    await until(lambda: hall.events, "rated")
    assert [json.loads(payload)["ask"] for _, payload in hall.events] == [asked.ask]


async def test_an_unplugged_device_is_a_fault_and_refuses_at_once(hall: Hall) -> None:
    await hall.emulators.fault("receipt-1", "drop-link")
    await until(lambda: b"link." in hall.states["receipt-1", "fault"], "fault")
    await until(lambda: json.loads(hall.states["receipt-1", "status"])["device"] == "unknown", "status")
    completion = await hall.command("receipt-1", "print", TICKET)
    assert completion.code is CompletionCode.DEVICE_NOT_READY
    assert (completion.error_code or "").startswith("link.")
    await hall.emulators.fault("receipt-1", "none")
    await until(lambda: b'"online"' in hall.states["receipt-1", "status"], "online again")
    await until(lambda: json.loads(hall.states["receipt-1", "fault"])["faults"] == [], "fault gone")
    assert (await hall.command("receipt-1", "print", TICKET)).succeeded


async def test_one_device_down_leaves_the_others_working(hall: Hall) -> None:
    await hall.emulators.fault("speaker-1", "drop-link")
    await until(lambda: b"link." in hall.states["speaker-1", "fault"], "fault")
    assert (await hall.command("callpad-1", "pad-display", PadDisplay(waiting=5, ticket="A012"))).succeeded


async def test_a_full_queue_is_said_at_once(hall: Hall) -> None:
    await hall.emulators.fault("receipt-1", "slow")
    waiting = [asyncio.create_task(hall.try_command("receipt-1", "print", TICKET, new_id(), 5)) for _ in range(6)]
    done, _ = await asyncio.wait(waiting, timeout=2, return_when=asyncio.FIRST_COMPLETED)
    refused = [task.result() for task in done]
    assert any(c and (c.code, c.error_code) == (CompletionCode.DEVICE_NOT_READY, "queueFull") for c in refused)
    await hall.emulators.fault("receipt-1", "none")
    await asyncio.gather(*waiting)


async def test_cancel_takes_a_waiting_command_out(hall: Hall) -> None:
    await hall.emulators.fault("receipt-1", "slow")
    running = asyncio.create_task(hall.try_command("receipt-1", "print", TICKET, new_id(), 20))
    await until(lambda: _has_begun(hall), "print begun")
    target = new_id()
    waiting = asyncio.create_task(hall.try_command("receipt-1", "print", TICKET, target, 10))
    cancelled = await _cancel(hall, target)
    assert cancelled.succeeded
    answer = await waiting
    assert answer is not None
    assert answer.code is CompletionCode.CANCELED
    assert (await _cancel(hall, target)).code is CompletionCode.INVALID_REQUEST_ID
    await hall.emulators.fault("receipt-1", "none")
    await running


async def _cancel(hall: Hall, target: str) -> object:
    for _ in range(50):
        completion = await hall.command("receipt-1", "cancel", CancelCommand(target=target))
        if completion.succeeded:
            break
        await asyncio.sleep(0.01)
    return completion


async def test_reset_and_diagnose_go_past_the_queue(hall: Hall) -> None:
    assert (await hall.command("receipt-1", "print", TICKET)).succeeded
    diagnosis = (await hall.command("receipt-1", "diagnose", Diagnose())).result
    assert diagnosis["state"] in ("ready", "busy")
    assert diagnosis["frames"]
    assert (await hall.command("receipt-1", "reset", Reset())).succeeded
    await until(lambda: _connected_twice(hall), "connected anew")
    node = (await hall.command("node", "diagnose", Diagnose())).result
    assert set(node["devices"]) == {"receipt-1", "door-1", "callpad-1", "rating-1", "speaker-1"}


async def _connected_twice(hall: Hall) -> bool:
    return bool((await hall.command("receipt-1", "diagnose", Diagnose())).result["counts"]["connected"] == 2)


async def test_what_makes_no_sense_is_refused_clearly(hall: Hall) -> None:
    for device, name, body, code in (
        ("receipt-9", "print", TICKET, CompletionCode.DEVICE_NOT_READY),
        ("receipt-1", "show", Show(layout="idle"), CompletionCode.UNSUPPORTED_COMMAND),
        ("receipt-1", "print", Diagnose(), CompletionCode.INVALID_DATA),
        ("receipt-1", "print", Print(template="no-such", data={}), CompletionCode.INVALID_DATA),
        ("node", "reset", Reset(), CompletionCode.UNSUPPORTED_COMMAND),
    ):
        assert (await hall.command(device, name, body)).code is code, (device, name)
    assert (await hall.command("receipt-1", "print", TICKET)).succeeded


async def test_no_ticket_text_in_logs_or_journal(hall: Hall) -> None:
    secret = Print(template="ticket", data={"number": "A012", "note": "SECRETNOTE"})
    assert (await hall.command("receipt-1", "print", secret)).succeeded
    diagnosis = await hall.command("receipt-1", "diagnose", Diagnose())
    await hall.emulators.fault("receipt-1", "drop-link")
    await until(lambda: b"link." in hall.states["receipt-1", "fault"], "fault with its dump")
    needles = ["SECRETNOTE", " ".join(f"{byte:02X}" for byte in b"SECRETNOTE")]
    texts = [hall.agent.log.read_text(), diagnosis.model_dump_json(), *(payload.decode() for payload in hall.states.values())]
    assert not [needle for needle in needles for text in texts if needle in text]
    kept = [path for path in (hall.folder / "data").rglob("*") if path.is_file()]
    assert any(path.parent.name == "blackbox" for path in kept)
    assert not [path for path in kept for needle in needles if needle.encode() in path.read_bytes()]


async def test_tells_systemd_that_it_is_ready_and_alive(hall: Hall) -> None:
    await until(lambda: "READY=1" in hall.notify.read(), "READY")
    await until(lambda: hall.notify.read().count("WATCHDOG=1") >= 3, "watchdog fed")


async def test_ends_cleanly_within_two_seconds(hall: Hall) -> None:
    code, took_s = await hall.agent.stop()
    assert code == 0
    assert took_s < 2.0
    await until(lambda: b'"disconnected"' in hall.states["node", "availability"], "farewell")
    assert json.loads(hall.states["receipt-1", "status"])["device"] == "offline"
    assert "STOPPING=1" in hall.notify.read()


async def test_ends_within_two_seconds_with_everything_broken(hall: Hall) -> None:
    for device in ("receipt-1", "pads", "speaker-1"):
        await hall.emulators.fault(device, "silent")
    waiting = [
        asyncio.create_task(hall.try_command("receipt-1", "print", TICKET, new_id(), 3)),
        asyncio.create_task(
            hall.try_command("speaker-1", "say", Say(template="call", arguments={"ticket": "A1", "window": "1"}), new_id(), 3)
        ),
        asyncio.create_task(hall.try_command("callpad-1", "pad-display", PadDisplay(waiting=1), new_id(), 3)),
    ]
    await until(lambda: _has_begun(hall), "print begun")
    code, took_s = await hall.agent.stop()
    assert code == 0
    assert took_s < 2.5
    await asyncio.gather(*waiting)
