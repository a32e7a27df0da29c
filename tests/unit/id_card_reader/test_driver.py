"""The reader driver on its emulated module: laying, reading, lifting, failing."""

from base64 import b64decode
from datetime import datetime

import pytest

from api.messages.device_events import CardRemoved
from api.messages.words import Action, DeviceState
from drivers.core.errors import DeviceRefused, DeviceSilent, HardwareFailed, NobodyCame
from drivers.emulators.id_cards import CARDS, EmulatedCard, resident
from drivers.id_card_reader.profile import PresenceProbe
from tests.unit.id_card_reader.conftest import CardBench, MakeBench


def test_a_resident_card(reader: CardBench) -> None:
    reader.lay("resident")
    card = reader.read()
    assert (card["layout"], card["name"], card["sex"], card["nation"]) == ("resident", "王小明", "male", "汉")
    assert (card["birth"], card["id_number"]) == ("1985-03-02", "152223198503020019")
    assert (card["issuer"], card["from"], card["to"]) == ("扎赉特旗公安局", "2020-01-01", "2040-01-01")
    assert card["address"].startswith("内蒙古自治区兴安盟")
    assert (card["problems"], card["cut"], card["newest_address"], card["fingerprint"]) == ([], [], None, "")
    assert b64decode(card["photo_wlt"]) == CARDS["resident"]().photo


def test_a_residence_permit(reader: CardBench) -> None:
    reader.lay("residence-permit")
    card = reader.read()
    assert (card["layout"], card["name"], card["nation"]) == ("residence-permit", "陳大文", "")
    assert (card["pass_number"], card["count"], card["id_number"]) == ("H12345678", "01", "810000199006150010")
    assert card["problems"] == []


def test_a_foreigners_card_of_2017(reader: CardBench) -> None:
    reader.lay("foreigner-2017")
    card = reader.read()
    assert (card["layout"], card["latin_name"], card["name"]) == ("foreigner-2017", "SMITH, JOHN EXAMPLE", "史密斯")
    assert (card["nationality"], card["id_number"], card["version"]) == ("USA", "USA310075020101", "01")
    assert (card["authority_code"], card["authority_place"], card["problems"]) == ("1500", "内蒙古", [])


def test_a_foreigners_card_of_2023_joins_the_long_name(reader: CardBench) -> None:
    reader.lay("foreigner-2023")
    card = reader.read()
    assert card["latin_name"] == "RODRIGUEZ DE LA VEGA, MARIA GUADALUPE ESPERANZ"
    assert (card["layout"], card["name"], card["sex"], card["nationality"]) == ("foreigner-2023", "玛丽亚", "female", "724")
    assert (card["count"], card["former_link"], card["problems"], card["cut"]) == ("00", "A01", [], ["latin_name"])


@pytest.mark.parametrize(
    ("kind", "problems"),
    [
        ("wrong-number", ["id.check"]),
        ("expired", ["card.expired"]),
        ("long-term", []),
        ("rare-name", []),
        ("empty", ["id.length", "card.birthday", "card.validity"]),
    ],
)
def test_what_does_not_fit_is_told(reader: CardBench, kind: str, problems: list[str]) -> None:
    reader.lay(kind)
    assert reader.read()["problems"] == problems


def test_rare_characters_come_whole(reader: CardBench) -> None:
    reader.lay("rare-name")
    assert reader.read()["name"] == "䶮𠀀𪚥"


def test_a_name_that_fills_its_place_is_marked(reader: CardBench) -> None:
    reader.lay("long-name")
    card = reader.read()
    assert (card["name"], card["cut"], card["nation"]) == ("阿依古丽·麦麦提热依木江·阿卜", ["name"], "维吾尔")


def test_a_card_without_end_is_long_term(reader: CardBench) -> None:
    reader.lay("long-term")
    assert reader.read()["to"] == "long-term"


def test_another_kind_of_card_is_refused(reader: CardBench) -> None:
    reader.lay("unknown-kind")
    with pytest.raises(DeviceRefused) as refused:
        reader.read()
    assert refused.value.reason == "card.unknownLayout"


def test_no_card_is_nobodys_fault(reader: CardBench) -> None:
    with pytest.raises(NobodyCame) as none:
        reader.read()
    assert none.value.reason == "card.none"
    assert (reader.driver.status().device, reader.driver.status().detail["card"]) == (DeviceState.ONLINE, "notPresent")


def test_a_card_is_read_once_and_again_after_it_was_lifted(reader: CardBench) -> None:
    reader.lay("resident")
    reader.read()
    with pytest.raises(NobodyCame) as lying:
        reader.read()
    assert lying.value.reason == "card.liftAndPutAgain"
    assert reader.events == []
    reader.lift()
    reader.lay("resident")
    assert reader.read()["name"] == "王小明"
    assert reader.events == [CardRemoved()]


def test_lifting_is_told_once(reader: CardBench) -> None:
    reader.lay("resident")
    reader.read()
    assert reader.driver.status().detail["card"] == "present"
    reader.lift()
    for _ in range(2):
        reader.clock.added_s += 1.1
        reader.driver.listen(0.05)
    assert reader.events == [CardRemoved()]
    assert reader.driver.status().detail["card"] == "notPresent"


def test_a_card_left_behind_calls_the_staff(make_bench: MakeBench) -> None:
    reader = make_bench(left_behind_s=30)
    reader.lay("resident")
    reader.read()
    reader.clock.added_s += 29
    reader.driver.listen(0.05)
    assert reader.driver.status().reason == "ok"
    reader.clock.added_s += 2
    reader.driver.listen(0.05)
    status = reader.driver.status()
    assert (status.reason, status.action, status.device) == ("card.leftBehind", Action.CLEAR, DeviceState.ONLINE)
    reader.lift()
    reader.clock.added_s += 1.1
    reader.driver.listen(0.05)
    assert reader.driver.status().reason == "ok"


def test_a_card_laid_while_nobody_asks_is_seen_and_read_later(reader: CardBench) -> None:
    reader.lay("resident")
    reader.driver.check()
    assert reader.driver.status().detail["card"] == "present"
    assert reader.read()["name"] == "王小明"
    assert reader.events == []


def test_the_newest_address_comes_when_it_is_asked_for(reader: CardBench) -> None:
    reader.lay("resident-newest-address")
    assert reader.read(newest_address=True)["newest_address"] == "内蒙古自治区兴安盟乌兰浩特市兴安路8号"
    reader.lift()
    reader.lay("resident")
    assert reader.read(newest_address=True)["newest_address"] == ""


def test_fingerprints_only_where_both_profile_and_settings_say_so(make_bench: MakeBench) -> None:
    reader = make_bench(profile="sam-serial-fingerprint", fingerprint=True)
    reader.lay("resident")
    assert b64decode(reader.read()["fingerprint"]) == CARDS["resident"]().prints


def test_a_module_without_fingerprints_gives_the_rest(make_bench: MakeBench) -> None:
    reader = make_bench(module={"fingerprint": False}, profile="sam-serial-fingerprint", fingerprint=True)
    reader.lay("resident")
    card = reader.read()
    assert (card["name"], card["fingerprint"]) == ("王小明", "")


def test_its_number_is_told(reader: CardBench) -> None:
    assert reader.driver.identity().serial == "05.03-20091224-0000012345-0123456789"


@pytest.mark.parametrize(("fault", "reason"), [("read-error", "card.readFailed"), ("card-refuses", "card.refusesReader")])
def test_a_card_that_cannot_be_read_says_why(reader: CardBench, fault: str, reason: str) -> None:
    reader.fault(fault)
    reader.lay("resident")
    with pytest.raises(DeviceRefused) as refused:
        reader.read()
    assert refused.value.reason == reason
    assert not refused.value.breaks_link


def test_a_card_that_failed_is_read_when_it_is_laid_again(reader: CardBench) -> None:
    reader.fault("read-error")
    reader.lay("resident")
    with pytest.raises(DeviceRefused):
        reader.read()
    reader.fault("none")
    with pytest.raises(NobodyCame) as lying:
        reader.read()
    assert lying.value.reason == "card.liftAndPutAgain"
    reader.lift()
    reader.lay("resident")
    assert reader.read()["name"] == "王小明"


def test_a_card_that_is_still_being_put_down_is_read_at_the_second_try(reader: CardBench) -> None:
    reader.fault("read-error-once")
    reader.lay("resident")
    assert reader.read()["name"] == "王小明"


def test_a_refused_card_that_was_lifted_is_gone_on_any_module(make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = make_bench()
    profile = reader.driver._profile.model_copy(update={"presence_probe": PresenceProbe.NONE})
    monkeypatch.setattr(reader.driver._reader, "_profile", profile)
    reader.fault("card-refuses")
    reader.lay("resident")
    with pytest.raises(DeviceRefused):
        reader.read()
    reader.lift()
    reader.driver.check()
    assert reader.driver.status().detail["card"] == "notPresent"


@pytest.mark.parametrize(("utc", "problems"), [("2026-11-21T15:59", []), ("2026-11-21T16:00", ["card.expired"])])
def test_cards_expire_by_the_day_in_beijing(
    reader: CardBench, monkeypatch: pytest.MonkeyPatch, utc: str, problems: list[str]
) -> None:
    now = datetime.fromisoformat(f"{utc}:00+00:00")
    monkeypatch.setattr(reader.clock, "wall_ms", lambda: int(now.timestamp() * 1000))
    card = EmulatedCard("ends today", resident("王小明", ends="20261121"), bytes(1024), b"")
    reader.emulators.call(lambda: reader.device.lay(card))
    assert reader.read()["problems"] == problems


@pytest.mark.parametrize(("fault", "reason"), [("not-authorised", "reader.notAuthorised"), ("self-test", "reader.selfTest")])
def test_a_broken_module_is_a_hardware_fault(reader: CardBench, fault: str, reason: str) -> None:
    reader.fault(fault)
    with pytest.raises(HardwareFailed) as failed:
        reader.driver.check()
    assert failed.value.reason == reason
    reader.lay("resident")
    with pytest.raises(HardwareFailed):
        reader.read()


@pytest.mark.parametrize("fault", ["length-lies", "noise-between"])
def test_lying_lengths_and_noise_between_answers_are_overcome(reader: CardBench, fault: str) -> None:
    reader.fault(fault)
    reader.lay("resident")
    assert reader.read(timeout_s=2)["name"] == "王小明"


def test_noise_within_a_card_is_never_taken_for_a_card(reader: CardBench) -> None:
    reader.fault("noise-inside")
    reader.lay("resident")
    with pytest.raises(DeviceSilent) as silent:
        reader.read()
    assert silent.value.reason == "device.garbage"


def test_a_module_that_cannot_tell_whether_a_card_is_left(make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = make_bench()
    profile = reader.driver._profile.model_copy(update={"presence_probe": PresenceProbe.NONE})
    monkeypatch.setattr(reader.driver._reader, "_profile", profile)
    reader.lay("resident")
    reader.read()
    reader.clock.added_s += 1.1
    reader.driver.listen(0.05)
    assert reader.driver.status().detail["card"] == "unknown"
    reader.lift()
    reader.lay("resident")
    assert reader.read()["name"] == "王小明"
    assert reader.events == [CardRemoved()]
