"""A track's number stays while it is surely one face, and changes when it may be another."""

import numpy as np
import pytest

from kiosk.vision.faces import Face
from kiosk.vision.tracker import GONE_S, Tracker


def face(left: float = 200, top: float = 100, width: float = 120, height: float = 150) -> Face:
    return Face(left, top, width, height, np.zeros((5, 2), np.float32), 0.9)


def numbers(*steps: tuple[float, list[Face]]) -> list[int]:
    tracker = Tracker()
    found = [tracker.update(faces, at_s) for at_s, faces in steps]
    return [0 if track is None else track.number for track in found]


def test_a_moving_face_stays_the_same() -> None:
    assert numbers(*((step * 0.1, [face(left=200 + 20 * step)]) for step in range(10))) == [1] * 10


def test_it_counts_frames_and_time() -> None:
    tracker = Tracker()
    tracker.update([face()], 5.0)
    track = tracker.update([face()], 5.2)
    assert track is not None
    assert (track.frames, track.since_s) == (2, 5.0)


def test_a_blink_of_the_detector_is_bridged_and_a_gap_is_not() -> None:
    assert numbers((0.0, [face()]), (0.1, []), (0.2, []), (0.3, [face()])) == [1, 0, 0, 1]
    assert numbers((0.0, [face()]), (0.1, []), (0.1 + GONE_S, [face()])) == [1, 0, 2]


@pytest.mark.parametrize("jump", [face(left=400), face(width=220, height=280), face(width=60, height=75), face(top=300)])
def test_a_jump_is_somebody_else(jump: Face) -> None:
    assert numbers((0.0, [face()]), (0.1, [jump])) == [1, 2]


def test_a_narrower_face_at_the_same_height_is_a_turned_head() -> None:
    assert numbers((0.0, [face()]), (0.1, [face(left=215, width=78)])) == [1, 1]


def test_the_followed_face_is_kept_when_a_larger_one_comes() -> None:
    tracker = Tracker()
    tracker.update([face()], 0.0)
    track = tracker.update([face(left=420, width=180, height=220), face(left=203)], 0.1)
    assert track is not None
    assert track.number == 1
    assert track.face.left == 203
    assert [one.left for one in track.others] == [420]


def test_people_who_wait_behind_take_no_part() -> None:
    track = Tracker().update([face(), face(left=500, width=50, height=60)], 0.0)
    assert track is not None
    assert track.others == ()


def test_a_clock_that_goes_back_ends_the_track() -> None:
    assert numbers((5.0, [face()]), (4.9, [face()])) == [1, 2]


def test_forgetting_begins_anew() -> None:
    tracker = Tracker()
    tracker.update([face()], 0.0)
    tracker.forget()
    track = tracker.update([face()], 0.1)
    assert track is not None
    assert track.number == 2
