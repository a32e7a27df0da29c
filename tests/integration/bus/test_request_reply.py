"""Questions and answers between two nodes through the broker."""

import asyncio

import pytest

from api.bus.client import MqttBus
from api.bus.codec import decode_command
from api.bus.port import NotAnswered, Received
from api.ids import new_id
from api.messages.completion import Acknowledgement, Completion
from api.messages.device_commands import Print
from api.messages.hall_commands import Take
from api.messages.topics import command_topic, hall_command_topic
from api.messages.words import CompletionCode
from tests.support.broker import SITE, MakeBus, connected, until

TAKE = hall_command_topic(SITE, "take")
PRINT = command_topic(SITE, "kiosk-01-agent", "receipt-1", "print")


class Counter:
    """A receiver that does each id once and answers every time."""

    def __init__(self, bus: MqttBus, topic: str, *, silent_first: int = 0) -> None:
        self.bus = bus
        self.heard: list[str] = []
        self.done: dict[str, Completion] = {}
        self._silent = silent_first
        bus.listen(topic, self.handle)

    def handle(self, received: Received) -> None:
        envelope, _ = decode_command(received.payload, Take)
        self.heard.append(envelope.id)
        answer = self.done.setdefault(
            envelope.id, Completion(id=envelope.id, code=CompletionCode.SUCCESS, result={"effects": len(self.done) + 1})
        )
        received.acknowledge()
        if self._silent:
            self._silent -= 1
            return
        self.bus.reply(received, answer)


async def test_answer_reaches_its_asker_only(make_bus: MakeBus) -> None:
    ctl = make_bus("ctl")
    counter = Counter(ctl, TAKE)
    first, second = make_bus("kiosk-01"), make_bus("kiosk-02")
    for bus in (ctl, first, second):
        await connected(bus)
    one, two = new_id(), new_id()
    answers = await asyncio.gather(
        first.request(TAKE, Take(service="a"), command_id=one), second.request(TAKE, Take(service="b"), command_id=two)
    )
    assert [answer.id for answer in answers] == [one, two]
    assert sorted(counter.heard) == sorted([one, two])


async def test_same_id_is_sent_again_when_the_answer_is_lost(make_bus: MakeBus) -> None:
    ctl, kiosk = make_bus("ctl"), make_bus("kiosk-01")
    counter = Counter(ctl, TAKE, silent_first=1)
    await connected(ctl)
    await connected(kiosk)
    command_id = new_id()
    answer = await kiosk.request(TAKE, Take(service="a"), command_id=command_id, resend_s=0.05)
    assert counter.heard[:2] == [command_id, command_id]
    assert answer == counter.done[command_id]
    assert answer.result == {"effects": 1}


async def test_acknowledgement_is_told_and_the_completion_follows(make_bus: MakeBus) -> None:
    agent, kiosk = make_bus("kiosk-01-agent"), make_bus("kiosk-01")
    heard: list[str] = []
    go_on = asyncio.Event()

    async def handle(received: Received) -> None:
        envelope, body = decode_command(received.payload, Print)
        heard.append(body.template)
        agent.reply(received, Acknowledgement(id=envelope.id))
        await go_on.wait()
        agent.reply(received, Completion(id=envelope.id, code=CompletionCode.HARDWARE_ERROR, error_code="paper.out"))
        received.acknowledge()

    agent.listen(PRINT, handle)
    await connected(agent)
    await connected(kiosk)
    acknowledged: list[bool] = []

    def on_acknowledged() -> None:
        acknowledged.append(True)
        go_on.set()

    answer = await kiosk.request(PRINT, Print(template="ticket", data={}), command_id=new_id(), on_acknowledged=on_acknowledged)
    assert answer.error_code == "paper.out"
    assert acknowledged == [True]
    assert heard == ["ticket"]


async def test_nobody_answers(make_bus: MakeBus) -> None:
    kiosk = await connected(make_bus("kiosk-01"))
    with pytest.raises(NotAnswered, match=r"not answered within 0\.2 s"):
        await kiosk.request(TAKE, Take(service="a"), command_id=new_id(), timeout_s=0.2, resend_s=0.05)


async def test_asked_before_there_is_a_link(make_bus: MakeBus) -> None:
    ctl, kiosk = make_bus("ctl"), make_bus("kiosk-01")
    Counter(ctl, TAKE)
    await connected(ctl)
    asking = asyncio.create_task(kiosk.request(TAKE, Take(service="a"), command_id=new_id(), resend_s=10.0))
    await asyncio.sleep(0)
    await kiosk.start()
    assert (await asking).succeeded


async def test_a_burst_of_two_thousand(make_bus: MakeBus) -> None:
    ctl, kiosk = make_bus("ctl"), make_bus("kiosk-01")
    counter = Counter(ctl, TAKE)
    await connected(ctl)
    await connected(kiosk)
    ids = [new_id() for _ in range(2000)]
    answers = await asyncio.gather(
        *(kiosk.request(TAKE, Take(service="a"), command_id=one, timeout_s=60, resend_s=30) for one in ids)
    )
    assert [answer.id for answer in answers] == ids
    assert counter.heard == ids
    assert kiosk.counters.dropped == 0


async def test_answers_go_to_reply_topics_only(make_bus: MakeBus) -> None:
    ctl, other = make_bus("ctl"), make_bus("kiosk-01")
    await connected(ctl)
    states: list[bytes] = []
    other.listen(f"hall/v1/{SITE}/ctl/+/state/status", lambda received: states.append(received.payload))
    await connected(other)
    received = Received(
        address=None,  # type: ignore[arg-type]
        payload=b"",
        retained=False,
        reply_to=f"hall/v1/{SITE}/ctl/hall/state/status",
        correlation=None,
        acknowledge=lambda: None,
    )
    ctl.reply(received, Completion(id=new_id(), code=CompletionCode.SUCCESS))
    assert ctl.counters.malformed == 1
    # Whatever had been published would have arrived before this answer.
    Counter(ctl, TAKE)
    await until(lambda: ctl.connected, "still connected")
    await other.request(TAKE, Take(service="a"), command_id=new_id(), resend_s=0.1)
    assert states == []


async def test_an_answer_in_passing_leaves_its_asker_connected(make_bus: MakeBus) -> None:
    """It comes at QoS 0; a broker ends the connection of who acknowledges such a message."""
    ctl, kiosk = make_bus("ctl"), make_bus("kiosk-01")

    def answer(received: Received) -> None:
        received.acknowledge()
        envelope, _ = decode_command(received.payload, Take)
        ctl.reply(received, Completion(id=envelope.id, code=CompletionCode.SUCCESS), passing=True)

    ctl.listen(TAKE, answer)
    await connected(ctl)
    await connected(kiosk)
    for _ in range(3):
        assert (await kiosk.request(TAKE, Take(service="a"), command_id=new_id())).succeeded
    assert kiosk.connected
    assert kiosk.counters.connects == 1
