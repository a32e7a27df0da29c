"""Asks for the presses, asks again where they don't agree, and tries what was learned with one more press of each key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from drivers.rating_pad.key_frames import FrameFormat
from tingtang.device.learn.capture import Capture
from tingtang.device.learning.codes import Problem, ProblemKind
from tingtang.device.learning.inference import Inference, Learned, infer
from tingtang.device.learning.recording import Piece, Recording, frames_of
from tingtang.device.terminal import Style, Terminal
from tingtang.device.texts import Texts

PRESSES = 3
MOST_PRESSES = 6
"""Of one key before something is wrong that more presses won't mend."""
FIRST_PATIENCE_S = 10.0
"""How long nothing may come at one speed before the next is tried."""
PATIENCE_S = 120.0
ROUNDS = 4
"""How often presses that don't agree are asked for again."""
TRIES = 3
"""How often the finished profile is tried and learned anew before we give up."""
REPEAT_APART_S = 0.12
"""Frames that come again later than this, without a key in between, wait for an answer of the host."""


class Heard(Enum):
    """What the first key's presses sound like."""

    NOTHING = auto()
    """Nothing came, or nothing that repeats itself."""
    GARBLED = auto()
    """It repeats itself, but looks like a line of another speed."""
    SENSE = auto()


class Left(Exception):
    """The technician stopped."""


class NotLearnable(Exception):
    """What came doesn't fit any protocol that a profile can describe."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("not learnable")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A pad that was learned and tried."""

    learned: Learned
    echo_keys: bool
    rounds: int


class Dialogue:
    """One pad on one open port.

    Args:
        capture: the port.
        keys: what its keys may mean, in the order in which they are asked for.
        name: a key's name for people.
        address: as its switches say; None: none.
    """

    def __init__(
        self,
        capture: Capture,
        terminal: Terminal,
        texts: Texts,
        keys: Sequence[str],
        name: Callable[[str], str],
        address: int | None,
    ) -> None:
        self._capture = capture
        self._terminal = terminal
        self._texts = texts
        self._keys = list(keys)
        self._name = name
        self._address = address
        self._recordings: list[Recording] = []
        self._echo = False

    def hears(self) -> Heard:
        """The first key three times: does it repeat itself, or is this a wrong speed?

        Raises:
            Left: the technician stopped.
        """
        idle = self._capture.quiet(self._capture.quiet_s * 2)
        if idle:
            self._recordings.append(Recording(None, idle))
        while self._keys:
            self._ask(self._keys[0], PRESSES)
            recorded, typed = self._record(self._keys[0], PRESSES, FIRST_PATIENCE_S)
            if typed == "n":
                self._keys.pop(0)
                continue
            self._recordings += recorded
            if not recorded or not self._agrees(self._keys[0]):
                return Heard.NOTHING
            return Heard.GARBLED if garbled(recorded) else Heard.SENSE
        return Heard.NOTHING

    def learn(self) -> Outcome:
        """The other keys, and whatever has to be pressed again.

        Raises:
            Left: the technician stopped.
            NotLearnable: what is still wrong after all rounds.
        """
        for key in list(self._keys[1:]):
            if not self._press(key, PRESSES):
                self._keys.remove(key)
        for attempt in range(1, TRIES + 1):
            learned = self._settle()
            self._echo = self._wants_echo()
            if self._try(learned):
                return Outcome(learned, self._echo, attempt)
        raise NotLearnable(infer(self._recordings, self._address).problems)

    # --- presses ---

    def _ask(self, key: str, times: int) -> None:
        self._terminal.say()
        self._terminal.say(self._texts("learn.press", name=self._name(key), times=times), Style.QUESTION)

    def _press(self, key: str, times: int) -> bool:
        """Ask for a key and record it; False when the pad doesn't have it."""
        self._ask(key, times)
        recorded, typed = self._record(key, times, PATIENCE_S)
        if typed == "n":
            self._recordings = [recording for recording in self._recordings if recording.key != key]
            self._say("learn.noSuchKey", Style.DIM, name=self._name(key))
            return False
        self._recordings += recorded
        while recorded and not self._agrees(key) and self._count(key) < MOST_PRESSES:
            self._say("learn.oneMore", Style.WARN, name=self._name(key))
            more, typed = self._record(key, 1, PATIENCE_S)
            self._recordings += more
            if not more:
                break
        return True

    def _record(self, key: str, times: int, patience_s: float) -> tuple[list[Recording], str]:
        recorded: list[Recording] = []
        while len(recorded) < times:
            pieces, typed = self._capture.press(patience_s)
            if typed == "q":
                raise Left
            if typed == "n":
                return [], typed
            if typed:
                self._say("learn.keys", Style.DIM)
                continue
            if not pieces:
                return recorded, ""
            recorded.append(Recording(key, pieces))
            self._say("learn.heard", Style.GOOD, number=len(recorded), times=times)
        return recorded, ""

    def _count(self, key: str) -> int:
        return sum(recording.key == key for recording in self._recordings)

    def _agrees(self, key: str) -> bool:
        """The presses of this key have something in common, as far as the keys so far tell."""
        problems = infer(self._recordings).problems
        return not any(key in problem.keys and problem.kind is not ProblemKind.SAME_CODE for problem in problems)

    # --- what they tell ---

    def _settle(self) -> Learned:
        inference = Inference(None)
        for _ in range(ROUNDS):
            inference = infer(self._recordings, self._address)
            if inference.learned is not None:
                return inference.learned
            again = [key for problem in inference.problems for key in problem.keys if key in self._keys]
            if not again:
                break
            self._explain(inference.problems)
            for key in dict.fromkeys(again):
                if self._count(key) >= 2 * MOST_PRESSES or any(p.kind is ProblemKind.SAME_CODE for p in inference.problems):
                    self._recordings = [recording for recording in self._recordings if recording.key != key]
                if not self._press(key, PRESSES):
                    self._keys.remove(key)
        raise NotLearnable(inference.problems)

    def _explain(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            keys = ", ".join(map(self._name, problem.keys))
            self._say(f"learn.problem.{problem.kind.value}", Style.WARN, keys=keys)

    def _wants_echo(self) -> bool:
        """It sends each frame again and again: perhaps until it hears it back."""
        presses = [recording for recording in self._recordings if recording.key is not None]
        again = sum(sends_again(recording.pieces) for recording in presses)
        return again * 3 >= len(presses) * 2

    # --- trying it ---

    def _try(self, learned: Learned) -> bool:
        """One press of each key, read by the new profile. What is read wrongly is taken as one more recording."""
        self._terminal.say()
        self._say("learn.try", Style.TITLE)
        meaning = {code: key for key, codes in learned.codes.items() for code in codes}
        all_right, still_repeats = True, False
        for key in self._keys:
            self._terminal.say(self._texts("learn.pressOnce", name=self._name(key)), Style.QUESTION)
            pieces, typed = self._capture.press(PATIENCE_S, echo=self._echo)
            if typed == "q":
                raise Left
            heard = keys_heard(learned.layout, meaning, pieces)
            still_repeats |= sends_again(pieces)
            if heard == [key]:
                self._say("learn.right", Style.GOOD, name=self._name(key))
                continue
            read = ", ".join(map(self._name, heard)) or "–"
            self._say("learn.wrong", Style.BAD, name=self._name(key), read=read)
            all_right = False
            if pieces:
                self._recordings.append(Recording(key, pieces))
        # Sent again although it was echoed: an echo isn't what it waits for, so the driver shall not send any.
        self._echo = self._echo and not still_repeats
        return all_right

    def _say(self, key: str, style: Style, **arguments: object) -> None:
        self._terminal.say(self._texts(key, **arguments), style)


def keys_heard(layout: FrameFormat, meaning: dict[bytes, str], pieces: Sequence[Piece]) -> list[str]:
    """The keys in one press, without repeats."""
    codes = [frame.code for frame in frames_of(layout, Recording(None, tuple(pieces)))]
    heard = [meaning[code] for code in codes if code in meaning]
    return [key for place, key in enumerate(heard) if place == 0 or key != heard[place - 1]]


def sends_again(pieces: Sequence[Piece]) -> bool:
    """The same bytes came once more, after a pause."""
    first: dict[bytes, float] = {}
    return any(piece.at_s - first.setdefault(piece.data, piece.at_s) >= REPEAT_APART_S for piece in pieces)


GARBAGE = frozenset((0x00, 0x80, 0xC0, 0xE0, 0xF0, 0xF8, 0xFC, 0xFE, 0xFF))
"""What a receiver that is several times too fast makes of a line: runs of equal bits."""
GARBAGE_SHARE = 0.7
GARBAGE_BYTES = 2


def garbled(recordings: Sequence[Recording]) -> bool:
    """Most bytes look like those of a line with another speed."""
    data = b"".join(recording.data for recording in recordings)
    return len(data) >= GARBAGE_BYTES * len(recordings) and sum(byte in GARBAGE for byte in data) > GARBAGE_SHARE * len(data)
