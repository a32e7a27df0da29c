"""Every number of the liveness check. Angles in degrees, lengths in eye distances, times in seconds.

Measured over the invented people of `drivers/emulators/persons` and drawings of attacks (`python -m bench.presentation`):
an installation measures its own camera with `tingtang vision padtest`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """The head turn."""

    front_frames: int = 5
    """Still frames from the front that the turn is measured against."""
    front_yaw: float = 20.0
    """As far to the side may "front" be: the landmarks' own error for a single face is up to 15°, and the turn is measured from
    wherever this front is. The quality gate before it is stricter.
    """
    still: float = 0.05
    """Points of two front frames lie this near to each other at the median."""
    turned_yaw: float = 18.0
    """Depth shows well enough from 20° with this landmark model, which sees a person's 20° as 14° to 28°."""
    turned_frames: int = 3
    back_yaw: float = 9.0
    back_frames: int = 2
    between_low: float = 4.0
    """Poses on the way lie between this and `turned_yaw`."""
    between_frames: int = 1
    """Seen on the way to each side; none: it isn't counted and is asked again. Seven frames a second see one or two."""
    speed_max: float = 200.0
    """Degrees a second. Looking round by request goes up to about 150; between two photographs it has no limit."""
    speed_slack: float = 6.0
    """Degrees that the landmarks of two frames may differ by without any movement."""
    wrong_turns_max: int = 1
    """Turns to the other side that are forgiven at each step: the picture is mirrored and people are no soldiers."""
    step_limit_s: float = 10.0


@dataclass(frozen=True, slots=True)
class ReliefSettings:
    """When what turned has a face's depth. All must be reached.

    Set over the people and sheets of `bench.depth_cases.TUNING` alone: 36 people's turns, 20 flat sheets, 84 bent ones.
    """

    nose: float = 0.012
    """How far the nose's tip outruns the line along which it stands out least: sheets 0.003 at most, persons 0.025 at least and
    0.07 at the median. It decides; the measures by landmarks below tell the flat and what is no turned face at all.
    """
    residual: float = 0.02
    """Of a homography over the landmarks: flat things leave 0.003 to 0.019, persons 0.036 and more."""
    residual_per_turn: float = 0.05
    """The same over the tangent of the turn: persons 0.064 and more."""
    relief_per_turn: float = 0.5
    """Depth in a face's own shape over what foreshortening says the turn was: flat 0.2 and less, persons 0.60 and more."""
    eyes_per_turn: float = 0.2
    """How much more the far eye narrows than the near one, over the turn: persons 0.27 and more."""
    flat_turn: float = 25.0
    """From this turn on, by foreshortening alone, …"""
    flat_part: float = 0.3
    """… less relief than this part of it is a sheet; a veto as soon as `flat_frames` show it."""
    flat_frames: int = 4


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """The same person all the time: similarity with this attempt's own first frames; these values are for `sface` (cosine)."""

    front: float = 0.50
    """From the front. Of the drawn people's 552 pairs 3 % reach it; one person's two frames of a second have 0.8 and more."""
    turned: float = 0.45
    """While the head turns. At 30° drawn people have 0.60 and more with their own front (at 38° 0.52), and 5 % of 1104 strangers
    reach it; 0.30 took half of them. Drawn faces are more alike than people are.
    """
    stranger_frames: int = 3
    """So many frames in a row below are somebody else."""


SAME_PERSON = {"sface": IdentitySettings(), "dlib": IdentitySettings(front=0.55, turned=0.45)}
"""By engine. dlib (1 − distance): at 30° 95 % of the drawn people have 0.46 and more with their own front, and 10 % of strangers
reach 0.45: at 0.30 it would be 80 %.
"""


@dataclass(frozen=True, slots=True)
class PassiveSettings:
    """A hint: it never vetoes."""

    live: float = 0.5
    """The model's own middle."""
    frames: int = 5
    """Median of as many."""
    patience_frames: int = 10
    """As many without a confirming median: at L1 a turn is asked instead."""


@dataclass(frozen=True, slots=True)
class CueSettings:
    """Deny cues in single frames; one frame is none."""

    every: int = 3
    """Looks at each third frame: the cues stay, the processor doesn't."""
    frames: int = 3
    """A cue counts when it was seen in at least as many frames …"""
    part: float = 0.4
    """… and in this part of those looked at."""
    second_face_frames: int = 10
    """A second at the rate of a Raspberry Pi: somebody who walks past is gone by then."""
    second_face_width: float = 0.4
    """Of the main face's; smaller ones stand further back in the hall."""
    repeated_frames: int = 3
    """The same frame so many times in a row."""


@dataclass(frozen=True, slots=True)
class GlareSettings:
    """A lamp's reflection. Parts of the face's box."""

    white: int = 250
    area_min: float = 0.012
    """Glasses and a shining forehead give small spots."""
    area_max: float = 0.4
    """More is too much light, no reflection."""
    face_below: float = 200.0
    """Mean brightness of a face that isn't burnt out."""


@dataclass(frozen=True, slots=True)
class MoireSettings:
    """A peak between the middle frequencies of the face's picture."""

    side_px: int = 128
    low: float = 0.09
    high: float = 0.45
    """Cycles a pixel."""
    axis: float = 0.025
    """Left out: as near to an axis lie the blocks of JPEG."""
    peak: float = 60.0
    """Strongest over the median of that band: noise has 10 to 20."""


@dataclass(frozen=True, slots=True)
class BezelSettings:
    """Straight lines round a face, in its own widths and heights."""

    width_px: int = 320
    """The frame is made as small before lines are looked for."""
    slant: float = 14.0
    """Degrees off level or upright."""
    length: float = 0.75
    out_min: float = 0.03
    out_max: float = 1.6
    """Between the face and the line."""
    sides: int = 3
    """The lower one must be among them: a door's frame behind somebody has none below their chin."""


@dataclass(frozen=True, slots=True)
class LivenessSettings:
    turn: TurnSettings = TurnSettings()
    relief: ReliefSettings = ReliefSettings()
    identity: IdentitySettings = IdentitySettings()
    passive: PassiveSettings = PassiveSettings()
    cues: CueSettings = CueSettings()
    glare: GlareSettings = GlareSettings()
    moire: MoireSettings = MoireSettings()
    bezel: BezelSettings = BezelSettings()
    breaks_max: int = 2
    """Times that the face may be lost and found again; each begins anew."""
    front_limit_s: float = 12.0
    """To look at the camera."""
