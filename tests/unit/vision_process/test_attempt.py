"""One comparison as a sequence of what was seen: every way it can end, and what the person is told on the way."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.messages.identity_words import Assurance, IdentityOutcome, ScoreBand
from kiosk.vision.attempt import (
    HINDERED_S,
    REASON_OF_HINDRANCE,
    REFUSED_LOOKS_MAX,
    Attempt,
    End,
    Life,
    LifeVerdict,
    Seen,
    Tell,
    Wants,
)
from kiosk.vision.bands import FRAMES_MIN, Bands
from kiosk.vision.look import REJECTED_AFTER, UNSURE_AFTER
from kiosk.vision.messages import Guidance

BANDS = Bands(accept=0.5, step_up=0.4)
FRAME_S = 0.1
SAME, UNSURE, OTHER = 0.8, 0.45, 0.1
LIVE = Life(LifeVerdict.LIVE, cues=("turn",))
TURN = Life(guidance=Guidance.TURN_LEFT, step=1, steps=2, progress=0.4)


class Stage:
    """An attempt and the clock it is fed by."""

    def __init__(self, level: Assurance = Assurance.L2, bands: Bands | None = BANDS, time_limit_s: float = 30.0) -> None:
        self.attempt = Attempt(level=level, bands=bands, again=bands or BANDS, time_limit_s=time_limit_s, begun_s=100.0)
        self.now_s = 100.0

    def see(self, **seen: object) -> Tell | End:
        self.now_s += FRAME_S
        return self.attempt.see(replace(Seen(self.now_s, 1), **seen))  # type: ignore[arg-type]

    def front(self, similarity: float, frames: int = FRAMES_MIN, track: int = 1) -> Tell | End:
        answers = [self.see(similarity=similarity, track=track) for _ in range(frames)]
        return answers[-1]

    def live(self, similarity: float, frames: int = FRAMES_MIN) -> Tell | End:
        """Life is shown, and whoever showed it looks once more."""
        told = self.see(life=LIVE)
        assert isinstance(told, Tell)
        assert told.guidance is Guidance.LOOK_HERE
        return self.front(similarity, frames)


def ended(answer: Tell | End | None) -> End:
    assert isinstance(answer, End)
    return answer


def test_a_living_known_person_is_verified_at_the_level_that_was_asked_for() -> None:
    stage = Stage(Assurance.L2)
    told = stage.front(SAME)
    assert isinstance(told, Tell)
    assert told.guidance is Guidance.CHECKING
    assert stage.attempt.wants is Wants.LIFE
    assert stage.see(life=TURN) == Tell(Guidance.TURN_LEFT, None, 1, 2, 0.4)
    end = ended(stage.live(SAME))
    assert (end.outcome, end.assurance, end.band) == (IdentityOutcome.VERIFIED, Assurance.L2, ScoreBand.ACCEPT)
    assert end.cues == ("turn",)


@pytest.mark.parametrize(("level", "reached"), [(Assurance.L1, Assurance.L1), (Assurance.L3, Assurance.L2)])
def test_a_face_alone_never_reaches_more_than_level_two(level: Assurance, reached: Assurance) -> None:
    stage = Stage(level)
    stage.front(SAME)
    assert ended(stage.live(SAME)).assurance is reached


def test_who_showed_life_is_compared_as_well() -> None:
    stage = Stage()
    stage.front(SAME)
    assert isinstance(stage.live(OTHER, REJECTED_AFTER - 1), Tell)
    end = ended(stage.front(OTHER, 1))
    assert (end.outcome, end.reason, end.assurance) == (IdentityOutcome.REJECTED, "face.otherPerson", Assurance.L0)


def test_the_second_look_takes_as_many_frames_as_the_first() -> None:
    stage = Stage()
    stage.front(SAME)
    assert isinstance(stage.live(SAME, FRAMES_MIN - 1), Tell)
    assert stage.attempt.wants is Wants.FRONT
    assert ended(stage.front(SAME, 1)).outcome is IdentityOutcome.VERIFIED


def test_the_worse_of_both_looks_counts() -> None:
    stage = Stage()
    stage.front(SAME)
    end = ended(stage.live(UNSURE, UNSURE_AFTER))
    assert (end.outcome, end.band) == (IdentityOutcome.STEP_UP, ScoreBand.STEP_UP)


def test_whoever_leaves_before_the_second_look_begins_anew() -> None:
    stage = Stage()
    stage.front(SAME)
    stage.live(SAME, 1)
    assert isinstance(stage.front(SAME, FRAMES_MIN, track=2), Tell)
    assert stage.attempt.wants is Wants.LIFE


def test_a_second_look_that_nobody_gives_ends_with_the_time() -> None:
    stage = Stage(time_limit_s=3.0)
    stage.front(SAME)
    stage.see(life=LIVE)
    answer: Tell | End = stage.see(hindrance=Guidance.FACE_FRONT)
    while isinstance(answer, Tell):
        assert answer.guidance is Guidance.FACE_FRONT
        answer = stage.see(hindrance=Guidance.FACE_FRONT)
    assert (answer.outcome, answer.reason) == (IdentityOutcome.NON_RESPONSE, "face.timeOut")


def test_nobody_is_judged_alive_before_there_are_enough_good_frames() -> None:
    stage = Stage()
    stage.front(SAME, FRAMES_MIN - 1)
    assert stage.attempt.wants is Wants.FRONT
    assert ended(stage.see(life=LIVE)).outcome is IdentityOutcome.NON_RESPONSE


def test_another_person_is_rejected_after_several_frames_and_not_after_one() -> None:
    stage = Stage()
    assert isinstance(stage.front(OTHER, REJECTED_AFTER - 1), Tell)
    end = ended(stage.front(OTHER, 1))
    assert (end.outcome, end.reason, end.band) == (IdentityOutcome.REJECTED, "face.otherPerson", ScoreBand.REJECT)
    assert end.assurance is Assurance.L0


def test_one_bad_frame_among_good_ones_changes_nothing() -> None:
    stage = Stage()
    stage.front(OTHER, 1)
    stage.front(SAME, 2)
    assert ended(stage.live(SAME)).outcome is IdentityOutcome.VERIFIED


def test_between_the_bands_more_frames_are_taken_and_then_another_proof_is_asked_for() -> None:
    stage = Stage()
    stage.front(UNSURE, UNSURE_AFTER - 1)
    assert stage.attempt.wants is Wants.FRONT
    stage.front(UNSURE, 1)
    assert stage.attempt.wants is Wants.LIFE
    end = ended(stage.live(SAME))
    assert (end.outcome, end.reason, end.band) == (IdentityOutcome.STEP_UP, "face.unsure", ScoreBand.STEP_UP)
    assert end.assurance is Assurance.L0


def test_an_engine_that_may_not_decide_alone_never_verifies() -> None:
    stage = Stage(bands=Bands(0.55, 0.5, alone=False))
    stage.front(0.99)
    assert ended(stage.live(0.99)).outcome is IdentityOutcome.STEP_UP


def test_not_live_ends_it_however_alike_the_face_is() -> None:
    stage = Stage()
    stage.front(1.0)
    end = ended(stage.see(life=Life(LifeVerdict.NOT_LIVE, cues=("bezel",), reason="face.notLive")))
    assert (end.outcome, end.reason, end.cues) == (IdentityOutcome.NOT_LIVE, "face.notLive", ("bezel",))
    assert end.assurance is Assurance.L0
    assert end.band is None


def test_not_a_number_is_nobody() -> None:
    stage = Stage()
    assert ended(stage.front(float("nan"), REJECTED_AFTER)).outcome is IdentityOutcome.REJECTED


def test_whoever_takes_over_begins_anew() -> None:
    stage = Stage()
    stage.front(SAME)
    assert stage.attempt.wants is Wants.LIFE
    answer = stage.see(track=2, similarity=OTHER)
    assert isinstance(answer, Tell)
    assert stage.attempt.wants is Wants.FRONT
    assert ended(stage.front(OTHER, REJECTED_AFTER - 1, track=2)).outcome is IdentityOutcome.REJECTED


def test_another_person_who_keeps_coming_back_gets_three_looks() -> None:
    stage = Stage()
    for track in range(1, REFUSED_LOOKS_MAX + 1):
        assert isinstance(stage.front(OTHER, FRAMES_MIN, track=track), Tell)
    end = ended(stage.front(SAME, 1, track=REFUSED_LOOKS_MAX + 1))
    assert (end.outcome, end.reason) == (IdentityOutcome.REJECTED, "face.otherPerson")


def test_the_right_person_may_come_and_go() -> None:
    stage = Stage()
    for track in range(1, 3 * REFUSED_LOOKS_MAX):
        assert isinstance(stage.front(SAME, FRAMES_MIN, track=track), Tell)


def test_life_shown_by_somebody_else_counts_for_nobody() -> None:
    stage = Stage()
    stage.front(SAME)
    answer = stage.see(track=2, life=LIVE)
    assert isinstance(answer, Tell)
    assert stage.attempt.wants is Wants.FRONT


@pytest.mark.parametrize("hindrance", list(REASON_OF_HINDRANCE))
def test_a_hindrance_that_stays_is_told_and_named_at_the_end(hindrance: Guidance) -> None:
    stage = Stage()
    answer: Tell | End = stage.see(hindrance=hindrance, track=0)
    assert isinstance(answer, Tell)
    assert answer.guidance is hindrance
    while isinstance(answer, Tell):
        answer = stage.see(hindrance=hindrance, track=0)
    assert answer.outcome is IdentityOutcome.NON_RESPONSE
    assert answer.reason == REASON_OF_HINDRANCE[hindrance]
    assert stage.now_s - 100.0 == pytest.approx(HINDERED_S, abs=3 * FRAME_S)


def test_a_hindrance_that_went_away_is_forgotten() -> None:
    stage = Stage(time_limit_s=15.0)
    for _ in range(90):
        assert isinstance(stage.see(hindrance=Guidance.TOO_DARK), Tell)
    stage.front(SAME, 2)
    for _ in range(30):
        assert isinstance(stage.see(hindrance=Guidance.TOO_DARK), Tell)


def test_what_was_in_the_way_most_of_the_time_is_the_reason_for_being_late() -> None:
    stage = Stage(time_limit_s=3.0)
    answer: Tell | End = stage.see(hindrance=Guidance.TAKE_OFF_MASK)
    while isinstance(answer, Tell):
        stage.see(hindrance=Guidance.TAKE_OFF_MASK)
        stage.see(hindrance=Guidance.HOLD_STILL)
        answer = stage.see()
    assert (answer.outcome, answer.reason) == (IdentityOutcome.NON_RESPONSE, "face.mask")


def test_a_second_person_who_stays_while_the_head_turns_ends_it() -> None:
    stage = Stage()
    stage.front(SAME)
    answer: Tell | End = stage.see(life=TURN)
    while isinstance(answer, Tell):
        answer = stage.see(life=TURN, hindrance=Guidance.ONE_PERSON)
    assert (answer.outcome, answer.reason) == (IdentityOutcome.NON_RESPONSE, "face.twoFaces")


def test_without_frames_the_time_limit_ends_it() -> None:
    stage = Stage(time_limit_s=3.0)
    assert stage.attempt.nothing(102.9) is None
    end = ended(stage.attempt.nothing(103.0))
    assert (end.outcome, end.reason) == (IdentityOutcome.NON_RESPONSE, "face.timeOut")


def test_who_never_turns_has_not_responded() -> None:
    stage = Stage(time_limit_s=3.0)
    stage.front(SAME)
    answer: Tell | End = stage.see(life=TURN)
    while isinstance(answer, Tell):
        answer = stage.see(life=TURN)
    assert (answer.outcome, answer.reason) == (IdentityOutcome.NON_RESPONSE, "face.timeOut")


@pytest.mark.parametrize(("again", "outcome"), [(SAME, IdentityOutcome.VERIFIED), (OTHER, IdentityOutcome.REJECTED)])
def test_where_a_platform_compares_one_living_person_is_enough(again: float, outcome: IdentityOutcome) -> None:
    stage = Stage(bands=None)
    for _ in range(FRAMES_MIN):
        stage.see()
    stage.live(again, FRAMES_MIN - 1)
    answer: Tell | End = stage.front(again, 1)
    while isinstance(answer, Tell):
        answer = stage.front(again, 1)
    assert answer.outcome is outcome
    assert answer.band is (None if outcome is IdentityOutcome.VERIFIED else ScoreBand.REJECT)


LIVES = st.sampled_from([None, Life(), TURN, LIVE, Life(LifeVerdict.NOT_LIVE)])
FRAMES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from([None, None, None, *REASON_OF_HINDRANCE]),
        st.one_of(st.none(), st.floats(-1, 1)),
        LIVES,
    ),
    max_size=60,
)


@given(FRAMES)
def test_whatever_is_seen_verified_needs_alike_frames_and_life_of_one_track(
    frames: list[tuple[int, Guidance | None, float | None, Life | None]],
) -> None:
    stage = Stage()
    alike = [0, 0]
    """Frames before and after life was shown."""
    track_now, alive = 0, False
    for track, hindrance, similarity, life in frames:
        if track and track != track_now:
            track_now, alike, alive = track, [0, 0], False
            life = None
        if life is None and similarity is not None and similarity >= BANDS.accept and hindrance is None:
            alike[alive] += 1
        alive = alive or (life is not None and life.verdict is LifeVerdict.LIVE)
        answer = stage.see(track=track, hindrance=hindrance, similarity=similarity, life=life)
        if isinstance(answer, End):
            if answer.outcome is IdentityOutcome.VERIFIED:
                assert alive
                assert min(alike) >= 2
            else:
                assert answer.assurance is Assurance.L0
            return
