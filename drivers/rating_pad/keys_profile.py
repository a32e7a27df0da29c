"""Profiles of simple keypads: how their frames look and what each key means. `tingtang device learn` writes them."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from api.messages.words import PadKey, RatingLevel
from drivers.profiles import Profile
from drivers.rating_pad.key_frames import FrameFormat, HexBytes, hex_text

KEYS_PROTOCOL = "keys"
DECLINED_KEY = "DECLINED"
RATING_KEYS = (*(level.value for level in RatingLevel), DECLINED_KEY)
"""What a key of a rating pad may mean."""
DIGIT_KEYS = tuple(f"digit-{digit}" for digit in range(10))
ENTER_KEY, CLEAR_KEY = "enter", "clear"
CALL_KEYS = (*(key.value for key in PadKey if key is not PadKey.UNKNOWN), *DIGIT_KEYS, ENTER_KEY, CLEAR_KEY)
"""What a key of a call pad may mean. Digits are kept until an operation's key or `enter` follows; `clear` drops them."""

Digits = Annotated[str, Field(pattern=r"^[0-9]{1,6}$")]


def _normal_hex(text: str) -> str:
    """Raises ValueError: not pairs of hexadecimal digits."""
    data = bytes.fromhex(text)
    if not data:
        raise ValueError("a key's code has at least one byte")
    return hex_text(data)


Code = Annotated[str, AfterValidator(_normal_hex)]
"""The bytes that name a key (`FrameFormat.key_at`), as hexadecimal text: `01` or `31 0D`."""


class HostFrames(BaseModel):
    """What the host sends to the pad; all empty where the pad only talks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    echo_keys: bool = False
    """Each key frame is sent back as it came: the pad's acknowledgement."""
    acknowledge: HexBytes = b""
    """Fixed bytes that acknowledge a key frame."""
    ask: HexBytes = b""
    """Invites to rate: lamp, beep, voice of the pad's own."""
    ask_over: HexBytes = b""
    """Ends the invitation."""
    beep: HexBytes = b""
    question: HexBytes = b""
    """Harmless question whether the pad is there."""
    answer: HexBytes = b""
    """How the pad's answer to `question`, `ask`, `ask_over` and `beep` begins; empty: it answers nothing."""

    @model_validator(mode="after")
    def _answers_are_known(self) -> Self:
        if self.question and not self.answer:
            raise ValueError("a `question` needs the `answer` that it gets")
        if self.echo_keys and self.acknowledge:
            raise ValueError("`echo_keys` or `acknowledge`, not both")
        return self


class KeysProfile(Profile):
    """Of either kind of pad."""

    protocol: str = Field(default=KEYS_PROTOCOL, pattern=f"^{KEYS_PROTOCOL}$")
    baud: int | None = Field(default=None, ge=300, le=4_000_000)
    """At which it was learned; only noted, the link's own setting counts."""
    frame: FrameFormat
    keys: dict[Code, str]
    """Code of a key → what it means: of RATING_KEYS or CALL_KEYS."""
    ignored: tuple[Code, ...] = ()
    """Codes that mean nothing: a key let go, a sign of life."""
    entered: dict[Digits, PadKey] = Field(default={})
    """Call pads without keys of their own for it: digits ended by `enter` that are an operation."""
    entered_with_digits: frozenset[Digits] = frozenset()
    """Those of `entered` that further digits may follow."""
    repeat_window_s: float = Field(default=0.4, ge=0, le=3)
    """The same key again within this time is a retransmission or a bounced contact, not a second press."""
    host: HostFrames = HostFrames()

    @model_validator(mode="after")
    def _keys_have_a_meaning(self) -> Self:
        allowed = RATING_KEYS if self.kind == "rating-pad" else CALL_KEYS
        unknown = sorted(set(self.keys.values()) - set(allowed))
        if unknown:
            raise ValueError(f"keys: a {self.kind} has no key {', '.join(unknown)}; it has {', '.join(allowed)}")
        if not self.keys:
            raise ValueError("keys: at least one")
        if self.kind == "rating-pad" and self.entered:
            raise ValueError("entered: a rating pad has no digits")
        if self.entered_with_digits - set(self.entered):
            raise ValueError("entered_with_digits: only what stands in `entered`")
        both = sorted(set(self.keys) & set(self.ignored))
        if both:
            raise ValueError(f"{', '.join(both)} is a key and ignored")
        return self

    def meaning(self, code: bytes) -> str | None:
        """What a key's code means; None: nothing known."""
        return self.keys.get(hex_text(code))

    def means_nothing(self, code: bytes) -> bool:
        return hex_text(code) in self.ignored
