"""A kiosk is alive while frames that its clock asked for reach the screen."""

from kiosk.heart import Heart


class Screen:
    def __init__(self) -> None:
        self.heard: list[str] = []
        self.heart = Heart(self._asked, lambda: self.heard.append("ready"), lambda: self.heard.append("fed"))
        self.asked = 0

    def _asked(self) -> None:
        self.asked += 1


def test_ready_comes_with_the_second_frame_and_once() -> None:
    screen = Screen()
    screen.heart.flipping()
    screen.heart.beat()
    assert screen.heard == [], "what is fed before READY starts the watchdog in the middle of a slow first start"
    screen.heart.flipping()
    screen.heart.beat()
    screen.heart.flipping()
    screen.heart.beat()
    assert screen.heard == ["ready", "fed", "fed"]


def test_a_clock_without_frames_feeds_nothing() -> None:
    screen = Screen()
    screen.heart.beat()
    screen.heart.beat()
    assert (screen.heard, screen.asked) == ([], 2)


def test_frames_without_the_clock_feed_nothing() -> None:
    screen = Screen()
    screen.heart.flipping()
    screen.heart.flipping()
    assert screen.heard == []


def test_a_frame_counts_once() -> None:
    screen = Screen()
    screen.heart.flipping()
    screen.heart.flipping()
    screen.heart.beat()
    screen.heart.beat()
    assert screen.heard == ["ready", "fed"]
