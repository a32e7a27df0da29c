"""What a camera's last frames say together."""

from drivers.camera.judge import FrameJudge, Verdict
from drivers.camera.measure import Sample
from drivers.camera.settings import CameraSettings

SETTINGS = CameraSettings.model_validate({"video": "any.avi", "judged_frames": 3, "frozen_s": 5})
COVERED, BRIGHT, DARK = Sample(14, 2, b""), Sample(250, 3, b""), Sample(15, 9, b"")


def judge(*samples: Sample) -> FrameJudge:
    made = FrameJudge(SETTINGS)
    for number, sample in enumerate(samples):
        made.add(Sample(sample.mean, sample.deviation, bytes((number,))), float(number))
    return made


def test_a_word_needs_all_of_the_last_frames() -> None:
    assert judge(COVERED, COVERED).verdict is Verdict.GOOD
    assert judge(COVERED, COVERED, COVERED).verdict is Verdict.COVERED
    assert judge(COVERED, COVERED, COVERED, DARK).verdict is Verdict.GOOD
    assert judge(BRIGHT, BRIGHT, BRIGHT).verdict is Verdict.TOO_BRIGHT
    assert judge(DARK, DARK, DARK).verdict is Verdict.TOO_DARK


def test_frames_from_before_it_was_opened_anew_say_nothing() -> None:
    made = judge(COVERED, COVERED, COVERED)
    made.forget()
    made.add(COVERED, 4.0)
    assert made.verdict is Verdict.GOOD


def test_a_frame_that_was_the_same_before_it_was_opened_anew_is_frozen_still() -> None:
    made = FrameJudge(SETTINGS)
    same = Sample(120, 40, b"same")
    made.add(same, 0.0)
    made.add(same, 4.9)
    assert made.verdict is Verdict.GOOD
    made.add(same, 5.0)
    assert made.verdict is Verdict.FROZEN
    made.forget()
    made.add(same, 9.0)
    assert made.verdict is Verdict.FROZEN
    made.add(Sample(120, 40, b"other"), 9.1)
    assert made.verdict is Verdict.GOOD
