"""The access list by what is delivered. A denied SUBSCRIBE is answered like a granted one, so nothing else proves it."""

import asyncio
from collections.abc import Callable

import pytest

from api.messages.topics import Channel, availability_topic, command_topic, hall_command_topic, reply_topic, topic
from tests.support.broker import SITE
from tests.support.raw_client import RawClient
from tingtang.broker import PrivateBroker

DENIED = 0x87
SUCCESS_CODES = {0x00, 0x10}
"""Taken; taken, and nobody listens."""

ALLOWED = [
    ("kiosk-01", hall_command_topic(SITE, "take")),
    ("kiosk-01", command_topic(SITE, "kiosk-01-agent", "receipt-1", "print")),
    ("kiosk-01", reply_topic(SITE, "ctl", "answers")),
    ("window-agent", topic(SITE, "window-agent", "callpad-1", Channel.EVENT, "key-pressed")),
    ("window-agent", availability_topic(SITE, "window-agent")),
    ("ctl", command_topic(SITE, "window-agent", "led-1", "show")),
    ("pad-3", f"pad/v1/{SITE}/pad-3/rated"),
    ("pad-3", f"pad/v1/{SITE}/pad-3/state"),
    ("window-agent", f"pad/v1/{SITE}/pad-3/ask"),
]
FORBIDDEN = [
    ("kiosk-01", availability_topic(SITE, "kiosk-02")),
    ("kiosk-01", topic(SITE, "window-agent", "callpad-1", Channel.EVENT, "key-pressed")),
    ("kiosk-01", command_topic(SITE, "kiosk-02-agent", "receipt-1", "print")),
    ("kiosk-01", hall_command_topic(SITE, "next")),
    ("kiosk-01", hall_command_topic(SITE, "close-day")),
    ("window-agent", hall_command_topic(SITE, "take")),
    ("window-agent", command_topic(SITE, "kiosk-01-agent", "receipt-1", "print")),
    ("window-agent", topic(SITE, "window-agent", "callpad-1", Channel.EVENT, "not-in-the-contract")),
    ("ctl", topic(SITE, "window-agent", "callpad-1", Channel.EVENT, "rated")),
    ("pad-3", f"pad/v1/{SITE}/pad-4/rated"),
    ("pad-3", f"pad/v1/{SITE}/pad-3/ask"),
    ("pad-3", topic(SITE, "pad-3", "rating-1", Channel.EVENT, "rated")),
    ("pad-3", availability_topic(SITE, "pad-3")),
    ("pad-3", reply_topic(SITE, "ctl", "answers")),
    ("window-agent", f"pad/v1/{SITE}/pad-3/rated"),
    ("kiosk-01", f"pad/v1/{SITE}/pad-3/ask"),
]


@pytest.mark.parametrize(("node", "address"), ALLOWED)
async def test_may_write(broker: PrivateBroker, node: str, address: str) -> None:
    with RawClient(broker, node) as raw:
        assert await asyncio.to_thread(raw.publish, address, b"{}") in SUCCESS_CODES


@pytest.mark.parametrize(("node", "address"), FORBIDDEN)
async def test_may_not_write(broker: PrivateBroker, node: str, address: str) -> None:
    with RawClient(broker, node) as raw:
        assert await asyncio.to_thread(raw.publish, address, b"{}") == DENIED


@pytest.mark.parametrize(
    ("reader", "writer", "secret", "own"),
    [
        (
            "kiosk-02",
            "ctl",
            command_topic(SITE, "kiosk-01-agent", "receipt-1", "print"),
            command_topic(SITE, "kiosk-02", "node", "diagnose"),
        ),
        ("kiosk-02", "ctl", reply_topic(SITE, "kiosk-01", "answers"), reply_topic(SITE, "kiosk-02", "answers")),
        ("window-agent", "kiosk-01", hall_command_topic(SITE, "take"), reply_topic(SITE, "window-agent", "answers")),
        (
            "window-agent",
            "kiosk-01",
            topic(SITE, "kiosk-01", "node", Channel.STATE, "status"),
            reply_topic(SITE, "window-agent", "answers"),
        ),
    ],
)
async def test_reads_nothing_meant_for_others(broker: PrivateBroker, reader: str, writer: str, secret: str, own: str) -> None:
    with RawClient(broker, reader, "reader") as reading, RawClient(broker, writer, "writer") as writing:
        reading.subscribe("hall/#")
        writing.publish(secret, b"for others")
        writing.publish(own, b"for me")
        message = await asyncio.to_thread(reading.next)
    assert (message.topic, message.payload) == (own, b"for me")
    assert reading.messages.empty()


@pytest.mark.parametrize(
    ("secret", "writer"),
    [
        (f"pad/v1/{SITE}/pad-4/ask", "window-agent"),
        (command_topic(SITE, "pad-3", "node", "diagnose"), "ctl"),
        (reply_topic(SITE, "pad-3", "answers"), "ctl"),
    ],
)
async def test_a_pad_hears_its_agent_and_nobody_else(broker: PrivateBroker, secret: str, writer: str) -> None:
    with (
        RawClient(broker, "pad-3", "reader") as reading,
        RawClient(broker, writer, "writer") as writing,
        RawClient(broker, "window-agent", "agent") as agent,
    ):
        reading.subscribe("#")
        writing.publish(secret, b"for others")
        agent.publish(f"pad/v1/{SITE}/pad-3/ask", b"for me")
        message = await asyncio.to_thread(reading.next)
    assert (message.topic, message.payload) == (f"pad/v1/{SITE}/pad-3/ask", b"for me")
    assert reading.messages.empty()


async def test_no_kiosk_hears_how_somebody_rated(broker: PrivateBroker) -> None:
    own = command_topic(SITE, "kiosk-01", "node", "diagnose")
    with (
        RawClient(broker, "kiosk-01", "reader") as reading,
        RawClient(broker, "pad-3", "pad") as pad,
        RawClient(broker, "ctl", "writer") as writing,
    ):
        reading.subscribe("#")
        pad.publish(f"pad/v1/{SITE}/pad-3/rated", b"a rating")
        writing.publish(own, b"for me")
        message = await asyncio.to_thread(reading.next)
    assert (message.topic, message.payload) == (own, b"for me")


async def test_wrong_password_and_no_password_do_not_get_in(broker: PrivateBroker) -> None:
    def refused(change: Callable[[RawClient], None]) -> bool:
        raw = RawClient(broker, "kiosk-01")
        change(raw)
        codes: list[bool] = []

        def on_connect(_c: object, _u: object, _f: object, code: object, _p: object) -> None:
            codes.append(bool(code.is_failure))  # type: ignore[attr-defined]

        raw._client.on_connect = on_connect
        raw._client.connect(broker.host, broker.port)
        while not codes:
            raw._client.loop(0.1)
        raw._client.disconnect()
        return codes[0]

    assert await asyncio.to_thread(refused, lambda raw: raw._client.username_pw_set("kiosk-01", "guess"))
    assert await asyncio.to_thread(refused, lambda raw: raw._client.username_pw_set(None))
