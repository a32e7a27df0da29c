"""Objects that carry somebody's data show none of it where an object is logged by its text."""

import asyncio
import logging

import pytest

from api.bus.outgoing import Outgoing
from api.bus.port import Received
from api.ids import new_id
from api.messages.completion import Completion
from api.messages.topics import command_topic
from api.messages.words import CompletionCode

NAME = "王小明"
COMPLETION = Completion(id=new_id(), code=CompletionCode.SUCCESS, result={"keys": [NAME]})
ADDRESS = command_topic("150426-07", "kiosk-01-agent", "card-1", "read-card")
SECRETIVE = [
    COMPLETION,
    Received(ADDRESS, NAME.encode(), retained=False, reply_to=None, correlation=None, acknowledge=lambda: None),
    Outgoing("a/b", NAME.encode()),
]


@pytest.mark.parametrize("carrier", SECRETIVE, ids=lambda carrier: type(carrier).__name__)
def test_nothing_of_a_person_is_in_the_text_of(carrier: object) -> None:
    for text in (repr(carrier), str(carrier), f"{carrier}"):
        assert NAME not in text
        assert repr(NAME.encode())[2:-1] not in text


def test_a_callback_that_fails_logs_no_result(caplog: pytest.LogCaptureFixture) -> None:
    """asyncio writes a failed callback's arguments down."""

    def fail(_: Completion) -> None:
        raise RuntimeError("a bug")

    async def run() -> None:
        asyncio.get_running_loop().call_soon(fail, COMPLETION)
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    assert "a bug" in caplog.text
    assert NAME not in caplog.text
