"""The bus's pure parts: availability, storm, faults, back-off, requests, dispatcher, install suffix."""

import asyncio
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bus.availability import OwnAvailability, Verdict
from api.bus.backoff import pauses
from api.bus.codec import Stamp, encode_state
from api.bus.dispatcher import Dispatcher
from api.bus.faults import NodeFaults
from api.bus.install import install_suffix
from api.bus.port import NotAnswered, Received
from api.bus.refusals import too_large
from api.bus.requests import Requests
from api.bus.storm import STORM_PAUSE_S, TakeOverStorm
from api.ids import new_id
from api.messages.completion import Acknowledgement, Completion
from api.messages.state import Availability, Fault, Faults
from api.messages.topics import parse_topic
from api.messages.words import Action, AvailabilityState, CompletionCode


def said(state: AvailabilityState, session: str, at: int) -> bytes:
    return encode_state(Availability(state=state), Stamp(at, session, 1))


class TestOwnAvailability:
    def own(self) -> OwnAvailability:
        own = OwnAvailability("1")
        own.birth("first", 1_000)
        return own

    @pytest.mark.parametrize("state", [AvailabilityState.LOST, AvailabilityState.DISCONNECTED])
    @pytest.mark.parametrize("session", ["first", "older"])
    def test_whatever_denies_it_is_overwritten(self, state: AvailabilityState, session: str) -> None:
        assert self.own().judge(said(state, session, 1), retained=False, session="first") is Verdict.OVERWRITE
        assert self.own().judge(said(state, session, 1), retained=True, session="first") is Verdict.FINE

    def test_garbage_is_overwritten(self) -> None:
        assert self.own().judge(b"", retained=False, session="first") is Verdict.OVERWRITE

    def test_its_own_birth_and_an_earlier_runs_are_fine(self) -> None:
        own = self.own()
        assert own.judge(said(AvailabilityState.ONLINE, "first", 1_000), retained=False, session="first") is Verdict.FINE
        assert own.judge(said(AvailabilityState.ONLINE, "older", 999), retained=False, session="first") is Verdict.FINE

    def test_another_one_beside_it(self) -> None:
        verdict = self.own().judge(said(AvailabilityState.ONLINE, "other", 1_001), retained=False, session="first")
        assert verdict is Verdict.USED_TWICE

    def test_another_one_while_it_was_away(self) -> None:
        own, other = self.own(), said(AvailabilityState.ONLINE, "other", 1_500)
        assert own.judge(other, retained=True, session="second") is Verdict.TAKEN_OVER
        own.birth("second", 2_000)
        assert own.judge(other, retained=True, session="second") is Verdict.TAKEN_OVER, "also when heard after the birth"

    def test_what_stood_there_before_its_first_birth_is_fine(self) -> None:
        own, crashed = OwnAvailability("1"), said(AvailabilityState.ONLINE, "crashed", 500)
        assert own.judge(crashed, retained=True, session="first") is Verdict.FINE
        own.birth("first", 1_000)
        assert own.judge(crashed, retained=True, session="first") is Verdict.FINE


def test_storm_is_three_take_overs_in_a_minute() -> None:
    storm = TakeOverStorm()
    assert [storm.taken_over(at) for at in (0, 30_000, 61_000)] == [False, False, False]
    assert storm.pause_s(61_000) == 0
    assert storm.taken_over(62_000)
    assert storm.pause_s(62_000) == STORM_PAUSE_S
    assert storm.pause_s(200_000) == 0


def test_faults_of_bus_and_process_stand_beside_each_other() -> None:
    faults = NodeFaults(iter((5, 9)).__next__)
    faults.open("bus.handlerFailed")
    faults.open("bus.handlerFailed")
    own = Fault(code="disk.full", action=Action.MAINTENANCE, since=7)
    faults.set_of_process(Faults(faults=(own,)))
    assert faults.present.faults == (
        Fault(code="bus.handlerFailed", action=Action.SOFTWARE_ERROR, since=5, count=2),
        own,
    )
    assert faults.close("bus.handlerFailed")
    assert not faults.close("bus.handlerFailed")
    assert faults.present.faults == (own,)


def test_a_refused_publish_is_a_fault_until_the_broker_takes_every_refused_topic() -> None:
    faults = NodeFaults(lambda: 5)
    assert faults.published("one", refused=True)
    assert faults.published("two", refused=True)
    assert not faults.published("three", refused=False)
    assert not faults.published("one", refused=False)
    assert faults.present.faults == (Fault(code="bus.publishRefused", action=Action.CONFIGURATION, since=5, count=2),)
    assert faults.published("two", refused=False)
    assert faults.present == Faults()


@given(st.floats(0.01, 5), st.floats(5, 60), st.floats(1, 4), st.floats(0, 1, exclude_max=True))
def test_pauses_grow_to_their_limit(first_s: float, limit_s: float, factor: float, chance: float) -> None:
    got = list(islice(pauses(first_s, limit_s, factor, lambda: chance), 12))
    assert got == sorted(got)
    assert got[0] == pytest.approx(first_s * (0.75 + chance / 2))
    assert got[-1] <= limit_s * 1.25


@pytest.mark.parametrize("correlation", [None, b"", b"\xff" * 26, b"short", b"a" * 26])
def test_refusal_needs_an_id(correlation: bytes | None) -> None:
    assert too_large(correlation, 99, 90) is None


class TestRequests:
    async def test_two_askers_of_one_id_get_the_same_completion(self) -> None:
        requests, command_id, sent = Requests(lambda: 0.5), new_id(), []
        asking = [
            asyncio.create_task(requests.ask(command_id, lambda: sent.append(1), timeout_s=30, resend_s=10, on_acknowledged=None))
            for _ in range(2)
        ]
        await asyncio.sleep(0)
        completion = Completion(id=command_id, code=CompletionCode.SUCCESS)
        requests.answered(completion)
        requests.answered(completion)
        assert await asyncio.gather(*asking) == [completion, completion]
        assert len(requests) == 0
        requests.answered(completion)

    async def test_acknowledged_stops_the_quick_resends_and_says_so_in_the_end(self) -> None:
        requests, command_id, sent, told = Requests(lambda: 0.5), new_id(), [], []

        def send() -> None:
            sent.append(1)
            requests.answered(Acknowledgement(id=command_id))
            requests.answered(Acknowledgement(id=command_id))

        with pytest.raises(NotAnswered, match="acknowledged, not completed"):
            await requests.ask(command_id, send, timeout_s=0.1, resend_s=0.01, on_acknowledged=lambda: told.append(1))
        assert len(sent) == 1
        assert told == [1]

    async def test_what_cannot_be_sent_is_told_to_its_asker_and_the_others_are_asked_again(self) -> None:
        requests, up, sent = Requests(lambda: 0.5), [], []

        def too_long() -> None:
            if up:
                raise ValueError("too long")

        bad, good = [
            asyncio.create_task(requests.ask(new_id(), send, timeout_s=30, resend_s=10, on_acknowledged=None))
            for send in (too_long, lambda: sent.append(1))
        ]
        await asyncio.sleep(0)
        up.append(True)
        requests.send_again()
        with pytest.raises(ValueError, match="too long"):
            await bad
        assert len(sent) == 2
        good.cancel()
        await asyncio.gather(good, return_exceptions=True)

    async def test_asked_again_when_the_link_is_back(self) -> None:
        requests, command_id, sent = Requests(lambda: 0.5), new_id(), []
        asking = asyncio.create_task(
            requests.ask(command_id, lambda: sent.append(1), timeout_s=30, resend_s=10, on_acknowledged=None)
        )
        await asyncio.sleep(0)
        requests.send_again()
        assert len(sent) == 2
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert len(requests) == 0


class TestDispatcher:
    def received(self, topic: str, acknowledged: list[str]) -> Received:
        return Received(parse_topic(topic), b"{}", False, None, None, lambda: acknowledged.append(topic))

    async def test_acknowledged_when_the_last_of_several_handlers_has(self) -> None:
        dispatcher, got, acknowledged = Dispatcher(lambda *_: None), [], []
        dispatcher.add("hall/v1/s/+/+/evt/rated", got.append)
        dispatcher.add("hall/v1/s/n/#", got.append)
        assert dispatcher.dispatch(self.received("hall/v1/s/n/rating-1/evt/rated", acknowledged))
        first, second = got
        first.acknowledge()
        first.acknowledge()
        assert acknowledged == []
        second.acknowledge()
        assert len(acknowledged) == 1

    async def test_state_is_acknowledged_for_its_handler(self) -> None:
        dispatcher, acknowledged = Dispatcher(lambda *_: None), []
        dispatcher.add("hall/v1/s/n/#", lambda _: None)
        dispatcher.dispatch(self.received("hall/v1/s/n/led-1/state/status", acknowledged))
        dispatcher.dispatch(self.received("hall/v1/s/n/led-1/cmd/show", acknowledged))
        assert acknowledged == ["hall/v1/s/n/led-1/state/status"]

    async def test_broken_handler_is_reported_and_its_message_taken_off(self) -> None:
        failures, acknowledged = [], []
        dispatcher = Dispatcher(lambda _, error: failures.append(str(error)))

        async def broken_later(_: Received) -> None:
            await asyncio.sleep(0)
            raise RuntimeError("later")

        def broken(_: Received) -> None:
            raise RuntimeError("now")

        dispatcher.add("hall/v1/s/n/led-1/cmd/show", broken)
        dispatcher.add("hall/v1/s/n/led-1/cmd/+", broken_later)
        dispatcher.dispatch(self.received("hall/v1/s/n/led-1/cmd/show", acknowledged))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert sorted(failures) == ["later", "now"]
        assert len(acknowledged) == 1

    def test_nobody_wants_it(self) -> None:
        assert not Dispatcher(lambda *_: None).dispatch(self.received("hall/v1/s/n/led-1/cmd/show", []))


def test_install_suffix_stays(tmp_path: Path) -> None:
    suffix = install_suffix(tmp_path / "data")
    assert install_suffix(tmp_path / "data") == suffix
    assert install_suffix(tmp_path / "other") != suffix
    (tmp_path / "data" / "client-suffix").write_text("../etc\n")
    assert install_suffix(tmp_path / "data") not in (suffix, "../etc")
