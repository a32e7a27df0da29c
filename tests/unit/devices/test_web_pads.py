"""Web pads: one question, one outcome; a page that isn't there is unknown; one tablet a window."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from api.bus.port import NotAnswered
from api.messages.completion import Completion
from api.messages.device_commands import Ask, CancelCommand, Diagnose, ShowStaff, TestPattern
from api.messages.hall_commands import Rate
from api.messages.topics import command_topic
from api.messages.words import CompletionCode, DeviceState, RatingLevel, RatingOutcome
from api.ports import Submission
from hall_controller.devices import web_pads as module
from hall_controller.devices.bindings import Expected
from hall_controller.devices.pad_keys import PadKeys
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.web_pads import GONE_AFTER_S, WebPads
from hall_controller.domain.state import Ask as Question

SITE, PAD = "610124-01", "web/pad-3"
ASK_1, ASK_2 = "01JD00000000000000000000A1", "01JD00000000000000000000A2"


class Hall:
    """Keeps what it is told; the first outcome of an ask is taken, as in the real hall."""

    def __init__(self) -> None:
        self.rates: list[Rate] = []

    async def submit(self, submission: Submission) -> Completion:
        rate = submission.command
        assert isinstance(rate, Rate)
        if any(known.ask == rate.ask for known in self.rates):
            return Completion(id=submission.id, code=CompletionCode.COMMAND_ERROR_CODE, error_code="unknownAsk")
        self.rates.append(rate)
        return Completion(id=submission.id, code=CompletionCode.SUCCESS)

    async def submit_many(self, submissions: Sequence[Submission]) -> list[Completion]:
        return [await self.submit(submission) for submission in submissions]


class Rig:
    def __init__(self) -> None:
        self.hall = Hall()
        self.now = 1_000_000
        self.registry = DeviceRegistry({PAD: Expected(PAD, "rating-pad", "window-3")}, frozenset({"web"}))
        self.pads = WebPads(SITE, {"pad-3": 3}, self.hall, self.registry, lambda: self.now, lambda: "0" * 26)

    async def command(self, body: Ask | CancelCommand | Diagnose | ShowStaff | TestPattern, timeout_s: float = 5) -> Completion:
        topic = command_topic(SITE, "web", "pad-3", "any")
        return await self.pads.request(topic, body, command_id="1" * 26, timeout_s=timeout_s)

    async def ask(self, ask: str = ASK_1, page_says: bool = True) -> Completion:
        reader = next(iter(self.pads._pads["pad-3"].readers), None)
        if reader is not None and page_says:
            # What the page does with its frame, before the wait begins.
            original = reader.put_state

            def shown(frame: bytes) -> None:
                original(frame)
                self.pads.shows("pad-3", ask)

            reader.put_state = shown  # type: ignore[method-assign]
        return await self.command(Ask(ask=ask, window=3, ticket="A012", timeout_s=15))

    @property
    def device(self) -> DeviceState:
        return next(view.status for view in self.registry.board(self.now).devices)


@pytest.fixture
def rig() -> Rig:
    made = Rig()
    made.pads.begin("1.0", ())
    return made


async def test_a_pad_whose_page_isnt_open_is_unknown_and_asks_nobody(rig: Rig) -> None:
    assert rig.device is DeviceState.UNKNOWN
    completion = await rig.ask()
    assert (completion.code, completion.error_code) == (CompletionCode.DEVICE_NOT_READY, "webPad.notOpen")
    reader = rig.pads.open_stream("pad-3")
    assert rig.device is DeviceState.ONLINE
    rig.pads.close_stream("pad-3", reader)
    assert rig.device is DeviceState.UNKNOWN


async def test_the_controllers_own_lost_broker_doesnt_make_it_unknown(rig: Rig) -> None:
    rig.pads.open_stream("pad-3")
    rig.registry.link_lost(rig.now)
    assert rig.device is DeviceState.ONLINE


async def test_a_question_is_taken_when_the_page_shows_it_and_ends_with_the_first_touch(rig: Rig) -> None:
    reader = rig.pads.open_stream("pad-3")
    assert (await rig.ask()).succeeded
    rate = Rate(ask=ASK_1, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD)
    assert (await rig.pads.rated("pad-3", "2" * 26, rate)).succeeded
    again = await rig.pads.rated("pad-3", "3" * 26, rate.model_copy(update={"level": RatingLevel.BAD}))
    assert not again.succeeded
    assert [known.level for known in rig.hall.rates] == [RatingLevel.GOOD]
    frames = (await anext(reader)).decode().split("\n\n")
    last = json.loads(frames[-2].partition("data: ")[2])
    assert last["ask"] is None


async def test_a_page_that_doesnt_show_the_question_gives_no_answer(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHOWN_WITHIN_S", 0.05)
    rig.pads.open_stream("pad-3")
    with pytest.raises(NotAnswered):
        await rig.ask(page_says=False)
    assert rig.pads.view("pad-3").ask is None


async def test_a_page_that_leaves_while_it_asks_is_a_device_fault_once_unless_it_comes_back(rig: Rig) -> None:
    reader = rig.pads.open_stream("pad-3")
    await rig.ask()
    rig.pads.close_stream("pad-3", reader)
    rig.now += 1_000
    await rig.pads.tick()
    assert rig.hall.rates == []
    back = rig.pads.open_stream("pad-3")
    rig.now += int(GONE_AFTER_S * 1000) + 1
    await rig.pads.tick()
    assert rig.hall.rates == [], "a page loaded anew goes on"
    rig.pads.close_stream("pad-3", back)
    rig.now += int(GONE_AFTER_S * 1000) + 1
    for _ in range(3):
        await rig.pads.tick()
    assert [rate.outcome for rate in rig.hall.rates] == [RatingOutcome.DEVICE_FAULT]


async def test_a_withdrawn_question_leaves_the_page_and_other_commands_change_nothing(rig: Rig) -> None:
    rig.pads.open_stream("pad-3")
    await rig.ask()
    await rig.command(CancelCommand(target=ASK_2))
    assert rig.pads.view("pad-3").ask is not None
    await rig.command(CancelCommand(target=ASK_1))
    assert rig.pads.view("pad-3").ask is None
    assert (await rig.command(TestPattern())).code is CompletionCode.UNSUPPORTED_COMMAND


async def test_the_plate_waits_for_the_page(rig: Rig) -> None:
    assert (await rig.command(ShowStaff(display_name="李敏", staff_number="0012"))).succeeded
    assert b"0012" in await anext(rig.pads.open_stream("pad-3"))


async def test_a_controller_that_starts_again_goes_on_with_open_questions(rig: Rig) -> None:
    open_one = Question(ASK_1, "ticket", 3, rig.now - 1_000, rig.now + 9_000)
    ended = Question(ASK_2, "ticket", 3, rig.now - 1_000, rig.now + 9_000, outcome=RatingOutcome.TIMEOUT)
    rig.pads.begin("1.0", [open_one, ended])
    ask = rig.pads.view("pad-3").ask
    assert ask is not None
    assert ask.ask == ASK_1


def test_one_tablet_is_a_windows_pad_and_its_key_stands_in_no_file(tmp_path: Path) -> None:
    keys = PadKeys(tmp_path)
    keys.open()
    first = keys.authorise(3)
    assert keys.is_right(3, first)
    assert not keys.is_right(4, first)
    assert not keys.is_right(3, "")
    second = keys.authorise(3)
    again = PadKeys(tmp_path)
    again.open()
    assert (again.is_right(3, first), again.is_right(3, second)) == (False, True)
    [file] = tmp_path.iterdir()
    assert second not in file.read_text("utf-8")
    assert file.stat().st_mode & 0o077 == 0


async def test_a_technician_is_told_how_many_pages_are_open() -> None:
    rig = Rig()
    rig.pads.begin("1", [])
    assert (await rig.command(Diagnose())).result["counts"] == {"pages": 0, "open_asks": 0}
    rig.pads.open_stream("pad-3")
    assert (await rig.command(Diagnose())).result["counts"] == {"pages": 1, "open_asks": 0}
