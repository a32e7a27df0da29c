"""HTTP over the driver's link: whatever comes back is an answer or a named error, and a document is never sent twice."""

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.core.errors import DeviceError, DeviceRefused, DeviceSilent, LinkLost, Misconfigured
from drivers.document_printer import talk
from drivers.document_printer.requests import Requests
from drivers.document_printer.talk import Talk
from drivers.emulators import ipp_message as ipp

REQUESTS = Requests("ipp://localhost/ipp/print")
DONE = ipp.answer(ipp.OK, 1)
HANG_UP = None


def http(body: bytes = DONE, status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


class Printer:
    """A printer's end of the line: after each request the next of its answers. None: it hangs up without one."""

    def __init__(self, *answers: bytes | None) -> None:
        self._answers = deque(answers)
        self._said: deque[bytes] = deque()
        self._open = True
        self._clock = 0.0
        self.requests = 0
        self.documents = 0
        self.connections = 1
        self.closes_when_idle = False

    def monotonic_s(self) -> float:
        return self._clock

    def read(self, timeout_s: float) -> bytes:
        if self._said:
            return self._said.popleft()
        if not self._open:
            raise LinkLost("hung up")
        self._clock += timeout_s
        return b""

    def write(self, data: bytes, timeout_s: float) -> None:
        # What is written to somebody who hangs up is taken by the network all the same.
        if data.startswith(b"POST "):
            self.requests += 1
            answer = self._answers.popleft() if self._answers else b""
            self._open = answer is not HANG_UP
            if answer:
                self._said.append(answer)
                self._open = not self.closes_when_idle
        elif b"a document" in data:
            self.documents += 1

    def renew(self) -> None:
        self._said.clear()
        self._open = True
        self.connections += 1


def talking_to(printer: Printer) -> Talk:
    return Talk(printer, printer.monotonic_s, host="localhost", path="/ipp/print")


def test_a_connection_is_used_again() -> None:
    printer = Printer(http(), http(), http())
    one = talking_to(printer)
    for _ in range(3):
        assert one.ask(REQUESTS.identify(), timeout_s=5).succeeded
    assert (printer.requests, printer.connections) == (3, 1)


def test_a_printer_that_says_it_closes_gets_a_new_connection() -> None:
    printer = Printer(http(more="Connection: close\r\n"), http())
    one = talking_to(printer)
    one.ask(REQUESTS.identify(), timeout_s=5)
    assert one.ask(REQUESTS.identify(), timeout_s=5).succeeded
    assert printer.connections == 2


def test_a_connection_that_was_closed_meanwhile_is_opened_unseen() -> None:
    printer = Printer(http(), http())
    printer.closes_when_idle = True
    one = talking_to(printer)
    one.ask(REQUESTS.identify(), timeout_s=5)
    one.rest(1.0)
    assert one.ask(REQUESTS.identify(), timeout_s=5).succeeded


def test_a_question_that_met_a_closing_connection_is_asked_once_more() -> None:
    printer = Printer(http(), HANG_UP, http())
    one = talking_to(printer)
    one.ask(REQUESTS.identify(), timeout_s=5)
    assert one.ask(REQUESTS.identify(), timeout_s=5).succeeded
    assert (printer.requests, printer.connections) == (3, 2)


def test_a_question_on_a_new_connection_is_not_asked_again() -> None:
    printer = Printer(http(), HANG_UP, HANG_UP, http())
    one = talking_to(printer)
    one.ask(REQUESTS.identify(), timeout_s=5)
    with pytest.raises(LinkLost):
        one.ask(REQUESTS.identify(), timeout_s=5)


def test_a_document_goes_over_a_new_connection_and_only_once() -> None:
    printer = Printer(http(), HANG_UP, http())
    one = talking_to(printer)
    one.ask(REQUESTS.identify(), timeout_s=5)
    with pytest.raises(LinkLost) as lost:
        one.ask(REQUESTS.send_document(1, "application/pdf"), b"a document", timeout_s=5)
    assert not lost.value.untouched
    assert (printer.documents, printer.connections) == (1, 2)


def test_a_continue_before_the_answer_is_passed_over() -> None:
    assert talking_to(Printer(b"HTTP/1.1 100 Continue\r\n\r\n" + http())).ask(REQUESTS.identify(), timeout_s=5).succeeded


def test_an_answer_in_chunks_is_read() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(DONE), DONE)
    assert talking_to(Printer(chunked)).ask(REQUESTS.identify(), timeout_s=5).succeeded


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        ("401 Unauthorized", Misconfigured, "printer.wantsPassword"),
        ("426 Upgrade Required", Misconfigured, "printer.wantsTls"),
        ("404 Not Found", Misconfigured, "printer.wrongPath"),
        ("503 Service Unavailable", DeviceRefused, "device.refused"),
    ],
)
def test_a_web_server_s_no_has_its_reason(status: str, kind: type[DeviceError], reason: str) -> None:
    with pytest.raises(kind) as refused:
        talking_to(Printer(http(b"", status))).ask(REQUESTS.identify(), timeout_s=5)
    assert refused.value.reason == reason


def test_silence_ends_with_the_time() -> None:
    printer = Printer(b"")
    with pytest.raises(DeviceSilent):
        talking_to(printer).ask(REQUESTS.identify(), timeout_s=5)
    assert printer.monotonic_s() <= 5.1


def test_an_answer_without_an_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "MAX_ANSWER_BYTES", 100)
    with pytest.raises(DeviceSilent) as endless:
        talking_to(Printer(http(bytes(101)))).ask(REQUESTS.identify(), timeout_s=5)
    assert endless.value.reason == "device.garbage"


@settings(deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_anything_at_all_is_an_answer_or_a_named_error(noise: bytes, as_body: bool) -> None:
    printer = Printer(http(noise) if as_body else noise, http())
    one = talking_to(printer)
    try:
        one.ask(REQUESTS.identify(), timeout_s=5)
    except DeviceError:
        one.hang_up()
        assert one.ask(REQUESTS.identify(), timeout_s=5).succeeded
