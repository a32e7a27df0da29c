"""Bad input and broken handlers: counted, shown as a fault, and the bus goes on."""

import asyncio
import json

import pytest

from api.bus.client import MqttBus
from api.bus.clock import system_clock
from api.bus.codec import Stamp, decode_command, decode_state, encode_state
from api.bus.port import Received
from api.ids import new_id
from api.messages.base import MAX_PAYLOAD_BYTES
from api.messages.completion import Completion
from api.messages.device_commands import Print, Say
from api.messages.hall_commands import Take
from api.messages.state import Faults, Status
from api.messages.topics import Channel, command_topic, hall_command_topic, reply_topic, topic
from api.messages.words import CompletionCode, DeviceState
from tests.support.broker import SITE, MakeBus, connected, until
from tests.support.raw_client import RawClient
from tingtang.broker import PrivateBroker

TAKE = hall_command_topic(SITE, "take")
CITIZEN = "张三 150426199001011234"


def answering(bus: MqttBus, topic_: str, broken: str, *, later: bool) -> None:
    """A receiver that breaks on the service `broken`, in the handler itself or in its coroutine."""

    def work(received: Received) -> None:
        envelope, body = decode_command(received.payload, Take)
        if body.service == broken:
            raise RuntimeError(CITIZEN)
        bus.reply(received, Completion(id=envelope.id, code=CompletionCode.SUCCESS))
        received.acknowledge()

    async def work_later(received: Received) -> None:
        await asyncio.sleep(0)
        work(received)

    bus.listen(topic_, work_later if later else work)


@pytest.mark.parametrize("later", [False, True])
async def test_a_broken_handler_is_a_fault_and_the_next_message_goes_on(
    make_bus: MakeBus, later: bool, caplog: pytest.LogCaptureFixture
) -> None:
    ctl, kiosk, agent = make_bus("ctl"), make_bus("kiosk-01"), make_bus("window-agent")
    answering(ctl, TAKE, "broken", later=later)
    faults: list[Faults] = []
    agent.listen(
        topic(SITE, "ctl", "node", Channel.STATE, "fault"),
        lambda received: faults.append(decode_state(received.payload, Faults)[1]),
    )
    for bus in (ctl, kiosk, agent):
        await connected(bus)
    first = await kiosk.request(TAKE, Take(service="broken"), command_id=new_id())
    assert (first.code, first.error_code) == (CompletionCode.INTERNAL_ERROR, "bus.handlerFailed")
    assert (await kiosk.request(TAKE, Take(service="well"), command_id=new_id())).succeeded
    assert ctl.counters.handler_errors == 1
    await until(lambda: faults and faults[-1].faults, "fault")
    assert [(fault.code, fault.action) for fault in faults[-1].faults] == [("bus.handlerFailed", "softwareError")]
    assert CITIZEN not in caplog.text
    assert "RuntimeError" in caplog.text


async def test_a_broken_watcher_of_the_link_does_not_end_the_bus(make_bus: MakeBus) -> None:
    ctl = make_bus("ctl")

    def broken(_: bool) -> None:
        raise RuntimeError("watcher")

    told: list[bool] = []
    ctl.on_connection(broken)
    ctl.on_connection(told.append)
    await connected(ctl)
    assert told == [True]
    assert ctl.counters.handler_errors == 1


async def test_too_long_a_command_is_answered_without_reaching_the_handler(make_bus: MakeBus, broker: PrivateBroker) -> None:
    ctl = make_bus("ctl")
    answering(ctl, TAKE, "broken", later=False)
    await connected(ctl)
    command_id = new_id()
    answers = reply_topic(SITE, "kiosk-01", "raw")
    with RawClient(broker, "kiosk-01") as raw:

        def ask() -> dict[str, object]:
            raw.subscribe(answers)
            raw.publish(TAKE, b" " * (MAX_PAYLOAD_BYTES + 1), reply_to=answers, correlation=command_id.encode())
            answer: dict[str, object] = json.loads(raw.next().payload)
            return answer

        answer = await asyncio.to_thread(ask)
    assert (answer["id"], answer["code"], answer["error_code"]) == (command_id, "invalidData", "tooLarge")
    assert ctl.counters.oversized == 1
    assert ctl.counters.handler_errors == 0


async def test_garbage_is_survived(make_bus: MakeBus, broker: PrivateBroker) -> None:
    ctl = make_bus("ctl")
    ctl.listen(f"hall/v1/{SITE}/+/+/state/#", lambda _: None)
    await connected(ctl)
    with RawClient(broker, "kiosk-01") as raw:
        await asyncio.to_thread(raw.publish, reply_topic(SITE, "ctl", "answers"), b"\xff\x00 not json")
    await until(lambda: ctl.counters.malformed == 1, "counted")
    assert ctl.connected


async def test_own_messages_that_are_too_long_are_refused_before_sending(make_bus: MakeBus) -> None:
    ctl = await connected(make_bus("ctl"))
    say = Say(template="call", arguments={"ticket": "A" * MAX_PAYLOAD_BYTES})
    with pytest.raises(ValueError, match="bytes, at most"):
        await ctl.request(command_topic(SITE, "window-agent", "speaker-1", "say"), say, command_id=new_id())


async def test_what_is_too_long_is_refused_also_without_a_link_and_does_not_keep_it_from_coming_up(make_bus: MakeBus) -> None:
    ctl = make_bus("ctl")
    with pytest.raises(ValueError, match="bytes, at most"):
        ctl.set_state("hall", "status", Status(device=DeviceState.ONLINE, detail={"x": "A" * MAX_PAYLOAD_BYTES}))
    # Within the limit now, beyond it with the envelope of a connection.
    empty = len(encode_state(Status(device=DeviceState.ONLINE, detail={"x": ""}), Stamp(system_clock(), "", 2)))
    ctl.set_state("hall", "status", Status(device=DeviceState.ONLINE, detail={"x": "A" * (MAX_PAYLOAD_BYTES - empty)}))
    say = Say(template="call", arguments={"ticket": "A" * MAX_PAYLOAD_BYTES})
    speaker = command_topic(SITE, "window-agent", "speaker-1", "say")
    asking = asyncio.create_task(ctl.request(speaker, say, command_id=new_id()))
    await asyncio.sleep(0)
    await connected(ctl)
    with pytest.raises(ValueError, match="bytes, at most"):
        await asking
    assert (ctl.connected, ctl.counters.connects) == (True, 1)
    assert [fault.code for fault in ctl.faults.faults] == ["bus.handlerFailed"]


async def test_an_answer_may_be_long(make_bus: MakeBus) -> None:
    ctl, kiosk = make_bus("ctl"), make_bus("kiosk-01")
    catalogue = {"services": ["不动产登记" * 10] * 5000}

    def answer(received: Received) -> None:
        envelope, _ = decode_command(received.payload, Take)
        ctl.reply(received, Completion(id=envelope.id, code=CompletionCode.SUCCESS, result=catalogue))
        received.acknowledge()

    ctl.listen(hall_command_topic(SITE, "catalogue"), answer)
    await connected(ctl)
    await connected(kiosk)
    got = await kiosk.request(hall_command_topic(SITE, "catalogue"), Take(service="x"), command_id=new_id())
    assert got.result == catalogue


async def test_unacknowledged_command_comes_again_on_the_next_connection(make_bus: MakeBus, broker: PrivateBroker) -> None:
    agent, kiosk = make_bus("kiosk-01-agent"), make_bus("kiosk-01")
    heard: list[Received] = []
    printing = command_topic(SITE, "kiosk-01-agent", "receipt-1", "print")
    agent.listen(printing, heard.append)
    await connected(agent)
    await connected(kiosk)
    asking = asyncio.create_task(
        kiosk.request(printing, Print(template="ticket", data={}), command_id=new_id(), resend_s=60, timeout_s=60)
    )
    await until(lambda: len(heard) == 1, "first delivery")
    assert agent._link.connection is not None
    agent._link.connection.abort("test cuts the link")
    await until(lambda: len(heard) == 2, "delivered again")
    heard[0].acknowledge()  # of the connection that is gone: must not acknowledge anything on the new one
    envelope, _ = decode_command(heard[1].payload, Print)
    agent.reply(heard[1], Completion(id=envelope.id, code=CompletionCode.SUCCESS))
    heard[1].acknowledge()
    assert (await asking).succeeded
