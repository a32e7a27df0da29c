"""Accept, step up, reject: a table, and the median that is looked up in it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.messages.identity_words import ScoreBand
from kiosk.settings import IdentitySection
from kiosk.vision.bands import SHIPPED, Bands, bands_of, decide
from kiosk.vision.settings import VisionSettings

SFACE = SHIPPED["sface"]


@pytest.mark.parametrize(
    ("engine", "similarity", "band"),
    [
        ("sface", 1.0, ScoreBand.ACCEPT),
        ("sface", 0.50, ScoreBand.ACCEPT),
        ("sface", 0.4999, ScoreBand.STEP_UP),
        ("sface", 0.40, ScoreBand.STEP_UP),
        ("sface", 0.3999, ScoreBand.REJECT),
        ("sface", -1.0, ScoreBand.REJECT),
        ("sface", math.nan, ScoreBand.REJECT),
        ("dlib", 1.0, ScoreBand.STEP_UP),
        ("dlib", 0.50, ScoreBand.STEP_UP),
        ("dlib", 0.40, ScoreBand.REJECT),
    ],
)
def test_shipped_bands(engine: str, similarity: float, band: ScoreBand) -> None:
    assert SHIPPED[engine].band(similarity) is band


def test_the_strict_engine_decides_alone_only_when_calibrated() -> None:
    assert bands_of("dlib").band(0.99) is ScoreBand.STEP_UP
    assert bands_of("dlib", 0.58).band(0.58) is ScoreBand.ACCEPT
    assert bands_of("dlib", 0.58).band(0.57) is ScoreBand.STEP_UP


def test_a_hall_s_threshold_moves_both_bands() -> None:
    own = bands_of("sface", 0.56)
    assert (own.accept, own.step_up) == (0.56, pytest.approx(0.46))


@pytest.mark.parametrize(("engine", "least"), [("sface", 0.40), ("dlib", 0.50)])
def test_a_threshold_that_would_let_strangers_in_is_refused(engine: str, least: float) -> None:
    assert VisionSettings.model_validate({"engine": engine, "accept_from": least}).accept_from == least
    assert IdentitySection.model_validate({"engine": engine, "accept_from": least}).accept_from == least
    for section in (VisionSettings, IdentitySection):
        with pytest.raises(ValidationError, match=f"{engine} takes {least:.2f} at least"):
            section.model_validate({"engine": engine, "accept_from": least - 0.01})


def test_bands_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.6"):
        Bands(accept=0.5, step_up=0.6)


def test_too_few_frames_decide_nothing() -> None:
    assert decide([0.9, 0.9], SFACE) is None
    assert decide([0.9, 0.9, 0.9], SFACE) is ScoreBand.ACCEPT


def test_one_lucky_or_unlucky_frame_decides_nothing() -> None:
    assert decide([0.1, 0.1, 0.99], SFACE) is ScoreBand.REJECT
    assert decide([0.7, 0.7, 0.01], SFACE) is ScoreBand.ACCEPT
    assert decide([0.45, 0.1, 0.9], SFACE) is ScoreBand.STEP_UP


def test_a_broken_frame_is_nobody() -> None:
    assert decide([0.9, math.nan, 0.9, 0.9, 0.9], SFACE) is ScoreBand.REJECT


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=15))
def test_more_alike_is_never_worse(similarities: list[float]) -> None:
    order = [ScoreBand.REJECT, ScoreBand.STEP_UP, ScoreBand.ACCEPT]
    before, after = decide(similarities, SFACE), decide([one + 0.1 for one in similarities], SFACE)
    assert before is not None
    assert after is not None
    assert order.index(before) <= order.index(after)
