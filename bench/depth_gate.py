"""The depth gate alone: the head turn over poses drawn for it, without recognition, cues of single frames and waiting."""

from collections.abc import Iterator

from kiosk.vision.detector import Detector
from kiosk.vision.liveness.landmarks import Landmarks
from kiosk.vision.liveness.settings import LivenessSettings
from kiosk.vision.liveness.turns import HeadTurn, Phase
from kiosk.vision.liveness.words import Deny
from tingtang.vision.generated import FPS, Case, Drawn
from tingtang.vision.presentations import TIME_OUT, Ending, Trial

STEP_DEGREES = 6.0
"""Between two frames on the way: 42° a second."""
FRONT_TRIES = 12
SAME = 1.0
"""Nobody takes anybody's place here."""


def poses(degrees: float, sides: tuple[int, ...]) -> Iterator[float]:
    """Degrees frame by frame: front, one side, front, the other side, front."""
    yield from [0.0] * FRONT_TRIES
    for side in sides:
        way = [step * STEP_DEGREES for step in range(1, int(degrees / STEP_DEGREES) + 1) if step * STEP_DEGREES < degrees]
        yield from (side * angle for angle in [*way, *[degrees] * 5, *way[::-1], 0.0, 0.0, 0.0])


def try_gate(case: Case, detector: Detector, landmarks: Landmarks) -> Trial:
    """One turn to both sides. A sheet that shows too little depth to count as turned is a non-response: refused in the end."""
    settings = LivenessSettings()
    turn = HeadTurn(case.seed, settings.turn, settings.relief, settings.identity)
    drawn = Drawn(case)
    at_s = 0.0
    for number, degrees in enumerate(poses(case.degrees, turn.sides)):
        if degrees == 0.0 and number < FRONT_TRIES and turn.phase is not Phase.FRONT:
            continue
        at_s = number / FPS
        pixels = drawn.at(degrees, at_s)
        faces = detector.detect(pixels)
        if not faces:
            continue
        face = max(faces, key=lambda one: one.width)
        turn.add(landmarks.find(pixels, face), pixels, at_s, SAME)
        # Depth alone decides: the other vetoes of a turn don't count here.
        if Deny.FLAT in turn.denied or turn.phase is Phase.DONE:
            break
    if turn.confirmed:
        return Trial(case.species, Ending.LIVE, "", ("confirm.turn",), round(at_s, 1))
    if Deny.FLAT in turn.denied:
        return Trial(case.species, Ending.NOT_LIVE, "face.notLive", ("deny.flat",), round(at_s, 1))
    return Trial(case.species, Ending.NON_RESPONSE, TIME_OUT, (), round(at_s, 1))
