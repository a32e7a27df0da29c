"""One printer's HTTP connection: an IPP request out, its answer in. Framing is h11's; the bytes go over the driver's link.

Printers close connections when they like. One that was closed while nothing was asked is opened anew, unseen; one that breaks
under a request is an error, since nobody knows how far the request got.
"""

from collections.abc import Callable
from typing import Protocol

import h11

from drivers.core.errors import DeviceRefused, DeviceSilent, LinkLost, Misconfigured
from drivers.document_printer.ipp import Answer, Garbled, decode


class Channel(Protocol):
    """What carries the bytes: the link itself, or TLS on it. See `drivers.core.link.RenewableLink`."""

    def read(self, timeout_s: float) -> bytes: ...

    def write(self, data: bytes, timeout_s: float) -> None: ...

    def renew(self) -> None: ...


SEND_AT_ONCE = 65_536
"""Bytes of a document between two looks at the clock and at a close."""
MAX_ANSWER_BYTES = 1_048_576
"""A printer's whole list of attributes takes some 10 KB."""
_NOT_FOUND, _UNAUTHORISED, _FORBIDDEN, _UPGRADE = 404, 401, 403, 426


class Talk:
    """Used in the worker's thread.

    Args:
        host: for HTTP's Host field and the printer's URI.
    """

    def __init__(self, link: Channel, monotonic_s: Callable[[], float], *, host: str, path: str) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self._host = host
        self._path = path
        self._http = h11.Connection(h11.CLIENT)
        self._stale = False
        self._heard = False
        """Some of the present request's answer has come."""

    def ask(self, request: bytes, document: bytes = b"", *, timeout_s: float) -> Answer:
        """Send one request, with a document behind it, and wait for its answer.

        Args:
            timeout_s: for the answer, from the last byte sent; writing has as long again.

        Raises:
            DeviceSilent: no whole answer in time, or one that is no IPP; `untouched` when nothing was sent.
            LinkLost: the connection broke.
            Misconfigured: the printer wants a password or TLS, or has nothing under this path.
            DeviceRefused: another HTTP error.
            Cancelled: woken on purpose; the answer is lost.
        """
        # A document goes over a new connection: an old one may be closed by the printer in the same moment, and then nobody would
        # know whether the document got through.
        self._stale = self._stale or bool(document)
        new = self._freshen()
        try:
            return self._asked(request, document, timeout_s)
        except LinkLost:
            if new or self._heard:
                raise
        # The printer closed an idle connection just when it was used again. No request without a document does harm twice.
        self._freshen()
        return self._asked(request, document, timeout_s)

    def _asked(self, request: bytes, document: bytes, timeout_s: float) -> Answer:
        # Until the whole answer is in, the connection can't be used again.
        self._stale = True
        self._heard = False
        self._send(request, document, self._monotonic_s() + timeout_s)
        answer = self._answer(self._monotonic_s() + timeout_s)
        self._stale = self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE
        return answer

    def rest(self, seconds: float) -> None:
        """Let time pass; a printer that hangs up meanwhile is fine.

        Raises:
            Cancelled: woken on purpose.
        """
        self._freshen()
        try:
            unasked = self._link.read(seconds)
        except LinkLost:
            self._stale = True
            self._freshen()
            return
        # Nobody asked for anything: what comes now belongs to no request.
        self._stale = self._stale or bool(unasked)

    def _freshen(self) -> bool:
        """An open connection with nothing left on it; whether it is a new one.

        Raises:
            LinkLost: the printer can't be reached; nothing was sent.
        """
        if not self._stale:
            try:
                self._stale = bool(self._link.read(0.0))
            except LinkLost:
                self._stale = True
        if self._stale:
            try:
                self._link.renew()
            except LinkLost as error:
                error.untouched = True
                raise
            self._http = h11.Connection(h11.CLIENT)
            self._stale = False
            return True
        if self._http.our_state is h11.DONE:
            self._http.start_next_cycle()
        return False

    def _send(self, request: bytes, document: bytes, until_s: float) -> None:
        head = self._http.send(
            h11.Request(
                method="POST",
                target=self._path,
                headers=[
                    ("Host", self._host),
                    ("User-Agent", "Tingtang"),
                    ("Content-Type", "application/ipp"),
                    ("Content-Length", str(len(request) + len(document))),
                ],
            )
        )
        # Each in a write of its own, so that the trace can tell what names nobody.
        self._write(head, until_s)
        self._write(self._http.send(h11.Data(data=request)), until_s)
        for start in range(0, len(document), SEND_AT_ONCE):
            self._write(self._http.send(h11.Data(data=document[start : start + SEND_AT_ONCE])), until_s)
        self._http.send(h11.EndOfMessage())

    def _write(self, data: bytes | None, until_s: float) -> None:
        if data:
            self._link.write(data, max(0.0, until_s - self._monotonic_s()))

    def _answer(self, until_s: float) -> Answer:
        body = bytearray()
        status = 0
        try:
            while True:
                event = self._http.next_event()
                if event is h11.NEED_DATA:
                    self._http.receive_data(self._received(until_s))
                elif isinstance(event, h11.Response):
                    status = event.status_code
                elif isinstance(event, h11.Data):
                    body += event.data
                    if len(body) > MAX_ANSWER_BYTES:
                        raise DeviceSilent("an answer without an end", reason="device.garbage")
                elif isinstance(event, h11.EndOfMessage):
                    break
                elif isinstance(event, h11.ConnectionClosed):
                    raise LinkLost("the printer hung up before it answered")
        except h11.RemoteProtocolError as error:
            raise DeviceSilent("what came is no HTTP", reason="device.garbage") from error
        return _ipp(status, bytes(body))

    def _received(self, until_s: float) -> bytes:
        """At least one byte: h11 takes none at all for the end of the connection."""
        while True:
            left_s = until_s - self._monotonic_s()
            data = self._link.read(max(0.0, left_s))
            if data:
                self._heard = True
                return data
            if left_s <= 0:
                raise DeviceSilent("no answer in time")

    def hang_up(self) -> None:
        """The next request gets a new connection."""
        self._stale = True


def _ipp(status: int, body: bytes) -> Answer:
    if status in (_UNAUTHORISED, _FORBIDDEN):
        raise Misconfigured("the printer wants a password", reason="printer.wantsPassword")
    if status == _UPGRADE:
        raise Misconfigured("the printer wants TLS", reason="printer.wantsTls")
    if status == _NOT_FOUND:
        raise Misconfigured("the printer has nothing under this path", reason="printer.wrongPath")
    if status != 200:
        raise DeviceRefused(f"HTTP status {status}")
    try:
        return decode(body)
    except Garbled as error:
        raise DeviceSilent(f"what came is no IPP: {error}", reason="device.garbage") from error
