"""Every shipped profile loads; a wrong one says what is wrong and where."""

from pathlib import Path

import pytest

from drivers.call_pad.driver import FAMILIES as CALL_PADS
from drivers.core.errors import Misconfigured
from drivers.document_printer.profile import DocumentPrinterProfile
from drivers.id_card_reader.profile import ReaderProfile
from drivers.keypad.profile import KeypadProfile
from drivers.led_board.cards import load_board_profile
from drivers.led_board.onbon.profile import OnbonProfile
from drivers.profiles import PROFILE_DIRECTORY, Profile, load_profile
from drivers.rating_pad.families import FAMILIES as RATING_PADS
from drivers.rating_pad.profiles import PadConfig, load_pad_profile
from drivers.receipt_printer.profile import PrinterProfile
from drivers.scanner.profile import ScannerProfile

PADS = {"call-pad": CALL_PADS, "rating-pad": RATING_PADS}
MODELS: dict[str, type[Profile]] = {
    "document-printer": DocumentPrinterProfile,
    "receipt-printer": PrinterProfile,
    "id-card-reader": ReaderProfile,
    "scanner": ScannerProfile,
    "keypad": KeypadProfile,
}
SHIPPED = sorted(path.stem for path in PROFILE_DIRECTORY.glob("*.toml"))
GOOD = (PROFILE_DIRECTORY / "onbon-6k3-128x32.toml").read_text(encoding="utf-8")


def kind_of(name: str) -> str:
    lines = (PROFILE_DIRECTORY / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("kind")).split('"')[1]


def load(name: str, kind: str) -> Profile:
    """By the kind's own models; a board's and a pad's depends on its protocol."""
    if kind == "led-board":
        return load_board_profile(name, kind=kind)
    if kind in PADS:
        config = PadConfig(profile=name, window=1, address=1)
        return load_pad_profile(config, kind, PADS[kind])
    return load_profile(MODELS[kind], name, kind=kind)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_profile_loads(name: str) -> None:
    kind = kind_of(name)
    # A board's model depends on its card.
    profile = load(name, kind)
    assert profile.verified_on == (), "real hardware is named only after someone tried it"


def test_each_kind_has_a_profile() -> None:
    assert {kind_of(name) for name in SHIPPED} == {*MODELS, *PADS, "led-board"}


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        (GOOD + "\nbrightnes = 3\n", "profile.invalid", "brightnes"),
        (GOOD.replace("width = 128", 'width = "wide"'), "profile.invalid", "width"),
        (GOOD.replace("height = 32\n", "height = 16\n"), "profile.invalid", "none higher than the board"),
        (GOOD.replace('"led-board"', '"receipt-printer"'), "profile.wrongKind", "receipt-printer"),
        ("kind = [", "profile.invalid", "TOML"),
        (None, "profile.missing", "there are"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(tmp_path: Path, text: str | None, reason: str, says: str) -> None:
    if text is not None:
        (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as refused:
        load_profile(OnbonProfile, "mine", kind="led-board", directory=tmp_path)
    assert refused.value.reason == reason
    assert says in refused.value.detail


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "A"])
def test_a_profile_name_is_no_path(name: str) -> None:
    with pytest.raises(Misconfigured):
        load_profile(OnbonProfile, name, kind="led-board")


def test_the_pads_levels_come_from_the_shared_content() -> None:
    from api.content.rating_maps import UnknownLevelMap, levels_by_code
    from api.messages.words import RatingLevel

    assert dict(levels_by_code("ff68_evaluator")) == {
        3: RatingLevel.VERY_GOOD,
        2: RatingLevel.GOOD,
        1: None,
        0: RatingLevel.BAD,
    }
    with pytest.raises(UnknownLevelMap, match="ff68_evaluator"):
        levels_by_code("none-such")
