"""Both families: arm, one code, disarm; codes that look like answers; codes nobody asked for."""

from base64 import b64decode

import pytest

from api.messages.words import DeviceState
from drivers.core.errors import Cancelled, DeviceRefused, DeviceSilent, Misconfigured, NobodyCame
from drivers.core.trace import Direction
from drivers.scanner.driver import Scanner
from tests.unit.scanner.conftest import MakeBench

PROFILES = ["gm65", "gm65-packet", "honeywell"]
ACK = bytes.fromhex("02000001003331")
TEXT = "亮码：王小明".encode()


@pytest.mark.parametrize("profile", PROFILES)
def test_armed_for_one_code_and_off_again(make_bench: MakeBench, profile: str) -> None:
    scanner = make_bench(profile)
    assert scanner.detail("scanner") == "off"
    assert scanner.scan(TEXT)["text"] == "亮码：王小明"
    assert scanner.detail("scanner") == "off"
    scanner.emulators.wait_for(lambda: not scanner.device.lit, "light out")
    assert scanner.scan(b"A" * 190)["text"] == "A" * 190
    assert scanner.detail("scans") == 2


@pytest.mark.parametrize("profile", PROFILES)
def test_while_it_waits_it_says_that_it_is_on(make_bench: MakeBench, profile: str) -> None:
    scanner = make_bench(profile)
    done = scanner.begin()
    scanner.emulators.wait_for(lambda: scanner.device.lit, "light")
    scanner.emulators.wait_for(lambda: scanner.detail("scanner") == "on", "status on")
    scanner.hold(b"1")
    assert done()["text"] == "1"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    "code",
    [
        ACK,
        ACK + b"A" + ACK,
        b"\x02\x00\x00\x01\x00\x33",
        b"\x02\x00",
        b"CBRENA1\x06!",
        b"\x03\x00\x05abc",
        b"BEGIN:VCARD\r\nN:x\r\nEND",
        b"a\rb",
        bytes(range(1, 256)),
        b"\x16T\r\x7e\x00\x08",
    ],
    ids=["ack", "acks-inside", "half-ack", "head", "menu-answer", "packet-head", "lines", "cr", "all-bytes", "commands"],
)
def test_a_code_that_looks_like_an_answer_comes_whole(make_bench: MakeBench, profile: str, code: bytes) -> None:
    scanner = make_bench(profile)
    assert b64decode(scanner.scan(code)["data"]) == code
    assert scanner.scan(b"next")["text"] == "next"


@pytest.mark.parametrize(("charset", "text"), [("utf-8", "呼和浩特䶮𠀀"), ("gbk", "呼和浩特")], ids=["utf-8", "gbk"])
def test_chinese_in_either_charset(make_bench: MakeBench, charset: str, text: str) -> None:
    scanner = make_bench("gm65", charset=charset)
    assert scanner.scan(text.encode(charset))["text"] == text


def test_a_binary_code_has_no_text(make_bench: MakeBench) -> None:
    scanner = make_bench("gm65-packet")
    code = b"\x00\xff\x02\x00" * 40
    result = scanner.scan(code)
    assert (result["text"], b64decode(result["data"])) == (None, code)


@pytest.mark.parametrize("profile", PROFILES)
def test_nobody_comes(make_bench: MakeBench, profile: str) -> None:
    scanner = make_bench(profile)
    with pytest.raises(NobodyCame) as nobody:
        scanner.scan(timeout_s=1)
    assert nobody.value.reason == "scanner.nothing"
    scanner.emulators.wait_for(lambda: not scanner.device.lit, "light out")
    assert scanner.driver.status().device is DeviceState.ONLINE


@pytest.mark.parametrize("profile", PROFILES)
def test_a_scanner_that_died_while_armed_is_silent_not_nobody(make_bench: MakeBench, profile: str) -> None:
    scanner = make_bench(profile)
    done = scanner.begin(timeout_s=1)
    scanner.emulators.wait_for(lambda: scanner.device.lit, "light")
    scanner.fault("silent")
    assert isinstance(done(), DeviceSilent)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_cancelled_scan_puts_the_light_out(make_bench: MakeBench, profile: str) -> None:
    scanner = make_bench(profile)
    done = scanner.begin()
    scanner.emulators.wait_for(lambda: scanner.device.lit, "light")
    scanner.link.cancel()
    assert isinstance(done(), Cancelled)
    scanner.emulators.wait_for(lambda: not scanner.device.lit, "light out")
    assert scanner.scan(b"later")["text"] == "later"


def test_a_wrong_terminator_is_named(make_bench: MakeBench) -> None:
    scanner = make_bench("honeywell")
    scanner.fault("no-terminator")
    with pytest.raises(NobodyCame) as nobody:
        scanner.scan(b"12345", timeout_s=1)
    assert nobody.value.reason == "scanner.incomplete"


def test_a_code_that_is_too_long_is_refused_whole(make_bench: MakeBench) -> None:
    scanner = make_bench("gm65")
    with pytest.raises(DeviceRefused) as refused:
        scanner.scan(b"9" * 4297)
    assert refused.value.reason == "scanner.tooLong"
    assert scanner.scan(b"9" * 4296)["text"] == "9" * 4296


@pytest.mark.parametrize("profile", PROFILES)
def test_codes_nobody_asked_for_are_dropped_and_counted(make_bench: MakeBench, profile: str) -> None:
    scanner = make_bench(profile)
    scanner.say(b"6900000000012\r")
    scanner.driver.listen(5)
    assert scanner.detail("unasked_codes") == 1
    assert scanner.bench.events == []
    assert "690000" not in str(scanner.driver.status())


@pytest.mark.parametrize("profile", ["gm65", "gm65-packet"])
def test_a_code_on_its_way_is_not_taken_for_the_one_asked_for(make_bench: MakeBench, profile: str) -> None:
    scanner = make_bench(profile)
    scanner.say(b"old\r")
    assert scanner.scan(b"new")["text"] == "new"
    assert scanner.detail("unasked_codes") == 1


@pytest.mark.parametrize(("left_at", "opened_at"), [(115_200, 9_600), (9_600, 115_200), (9_600, 9_600), (9_600, 38_400)])
def test_a_scanner_left_at_another_speed_is_found(make_bench: MakeBench, left_at: int, opened_at: int) -> None:
    found = make_bench("gm65", speed=opened_at, connect=False, baud=left_at)
    with found.bench.connected(found.link):
        assert found.link.baud == left_at
        assert found.scan(b"1")["text"] == "1"


@pytest.mark.parametrize("profile", PROFILES)
def test_a_scanner_that_was_left_reading_is_switched_off(make_bench: MakeBench, profile: str) -> None:
    scanner = make_bench(profile, connect=False)
    scanner.emulators.call(lambda: scanner.device.light(on=True))
    with scanner.bench.connected(scanner.link):
        assert not scanner.emulators.call(lambda: scanner.device.lit)


def test_a_scanner_at_an_unknown_speed_is_silent(make_bench: MakeBench) -> None:
    scanner = make_bench("gm65", connect=False, baud=57_600)
    with pytest.raises(DeviceSilent), scanner.bench.connected(scanner.link):
        pass


def test_settings_are_made_true_at_the_connection_and_after_a_setup_code(make_bench: MakeBench) -> None:
    scanner = make_bench("gm65")
    assert scanner.emulators.call(scanner.device.state)["mode"] == 1
    assert scanner.emulators.call(scanner.device.state)["saved"] is False
    scanner.fault("continuous")
    scanner.fault("none")
    assert scanner.emulators.call(scanner.device.state)["mode"] == 2
    scanner.driver.check()
    assert scanner.emulators.call(scanner.device.state)["mode"] == 1


@pytest.mark.parametrize("address", [0x00, 0x06, 0x60])
def test_any_setting_that_somebody_changed_is_set_right_again(make_bench: MakeBench, address: int) -> None:
    """A setup code that anyone may show: reads all the time, reads for a moment only, codes without an end."""
    scanner = make_bench("gm65")
    scanner.driver.check()
    restored = scanner.detail("settings_restored")
    right = scanner.emulators.call(lambda: scanner.device._zones[address])
    scanner.emulators.call(lambda: scanner.device._zones.__setitem__(address, right ^ 0x01))
    scanner.driver.check()
    assert scanner.emulators.call(lambda: scanner.device._zones[address]) == right
    assert scanner.detail("settings_restored") == restored + 1


def test_a_scan_outlasts_the_factorys_five_seconds(make_bench: MakeBench) -> None:
    scanner = make_bench("gm65")
    assert scanner.emulators.call(lambda: scanner.device._zones[6]) == 0


def test_honeywell_gets_its_settings(make_bench: MakeBench) -> None:
    scanner = make_bench("honeywell")
    assert scanner.emulators.call(lambda: dict(scanner.device._values))["TRGSTO"] == "300000"


def test_a_refused_setting_is_a_wrong_configuration(make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = make_bench("honeywell", connect=False)
    profile = scanner.driver._profile.model_copy(update={"settings": ("TRGSTO300001",)})
    monkeypatch.setattr(scanner.driver, "_profile", profile)
    with pytest.raises(Misconfigured) as refused, scanner.bench.connected(scanner.link):
        pass
    assert refused.value.reason == "scanner.settingRefused"


def test_the_trace_hides_all_but_a_bare_done() -> None:
    hide = Scanner.personal_ranges
    assert hide(Direction.SENT, b"\x7e\x00\x08\x01\x00\x02\x01\xab\xcd") == ()
    assert hide(Direction.RECEIVED, ACK) == ()
    assert hide(Direction.RECEIVED, ACK + b"1") == ((0, 8),)
    assert hide(Direction.RECEIVED, b"15222319850302") == ((0, 14),)
    assert hide(Direction.RECEIVED, b"CBRENA1\x06!") == ((0, 9),)
