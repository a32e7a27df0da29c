"""Honeywell scanners: trigger characters without an answer, menu commands with one."""

from drivers.core.errors import DeviceSilent, Misconfigured
from drivers.scanner.dialect import Line
from drivers.scanner.honeywell_frames import (
    TAG_CHARACTERS,
    TRIGGER_OFF,
    TRIGGER_ON,
    MenuAnswer,
    Verdict,
    encode_query,
    encode_setting,
    split_answer,
)
from drivers.scanner.profile import ScannerProfile

ATTEMPTS = 2


class Honeywell:
    """Implements `Dialect`."""

    def __init__(self, line: Line, profile: ScannerProfile) -> None:
        self._line = line
        self._profile = profile
        self._timeout_s = profile.answer_ms / 1000
        self._unsure = False
        """An answer may still be on its way: it must not be taken for the beginning of a code."""

    def find(self) -> None:
        for _ in self._line.speeds(self._profile.bauds):
            # It may have been left reading by a host that died.
            self._line.send(TRIGGER_OFF)
            if self._ask(encode_query(self._profile.query), self._profile.query)[0]:
                self._make_settings_true()
                return
        raise DeviceSilent("no scanner answers")

    def check(self) -> None:
        self._require(encode_query(self._profile.query), self._profile.query)

    def arm(self) -> bytes:
        # The trigger has no answer: what comes next is the code.
        self._line.drop_waiting(self._timeout_s if self._unsure else 0.0)
        self._unsure = False
        self._line.send(TRIGGER_ON)
        return b""

    def disarm(self) -> None:
        self._line.send(TRIGGER_OFF)
        # The trigger has no answer; the question's comes after a code that was under way, which is nobody's.
        self.check()

    def _make_settings_true(self) -> None:
        for setting in self._profile.settings:
            answer = self._require(encode_setting(setting), setting[:TAG_CHARACTERS])
            if answer.verdict is not Verdict.ACK:
                raise Misconfigured(f"the scanner refuses {setting[:TAG_CHARACTERS]}", reason="scanner.settingRefused")

    def _require(self, command: bytes, tag: str) -> MenuAnswer:
        heard = b""
        for _ in range(ATTEMPTS):
            answer, stream = self._ask(command, tag)
            if answer is not None:
                self._line.count(answer.before)
                return answer
            heard += stream
        raise DeviceSilent("the scanner doesn't answer", reason="device.garbage" if heard else "device.silent")

    def _ask(self, command: bytes, tag: str) -> tuple[MenuAnswer | None, bytes]:
        before, self._unsure = self._unsure, True
        answer, stream = self._line.ask(command, self._timeout_s, lambda data: split_answer(data, tag))
        self._unsure = before or answer is None
        return answer, stream
