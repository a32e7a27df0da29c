"""Bodies of the commands to devices (`<node>/<device>/cmd/<name>`)."""

from pydantic import Field

from api.messages.base import Id, Message, ShortText, Ulid


class DeviceCommand(Message):
    """Base of all device commands."""


class Print(DeviceCommand):
    """Print a template filled with data; never raw text. Irreversible: journalled by id."""

    template: Id
    data: dict[str, str] = Field(repr=False)
    """Values for the template's fields. Printed, never stored or logged."""
    language: str = Field(default="zh-CN", max_length=10)
    copy_number: int = Field(default=0, ge=0)
    """0 the first paper; n the nth reprint, marked 补打."""
    blank: bool = False
    """On a numbered certificate blank, where a document printer has a tray of them; else on plain paper."""


class Feed(DeviceCommand):
    """Push blank paper out."""

    lines: int = Field(default=3, ge=1, le=20)
    cut: bool = False
    """Cut the paper off behind it."""


class Show(DeviceCommand):
    """Show a layout filled with data on a board.

    Layouts of a window's strip: `idle`, `calling`, `serving`, `paused`, `closed`, `fault`, `notice`, and `emergency`, which
    stands above everything until it is lifted; the driver's folder holds them. `overview` gives an overview board its whole list:
    fields `ticket_1`, `window_1`, `left_s_1` (seconds it still holds) …, the newest call first.
    """

    layout: Id
    data: dict[str, str] = Field(default_factory=dict)
    ttl_s: int = Field(default=60, ge=1, le=86_400)
    """After this long without a new command the board clears itself: a dead controller leaves no stale call on the wall."""
    fresh: bool = True
    """False: only what should stand there anyway, such as after a restart; a board that shows it already moves nothing."""


class Blank(DeviceCommand):
    """Take everything off; what is urgent stays."""

    layout: Id | None = None
    """Only what this layout put there; how an `emergency` is lifted."""


class TestPattern(DeviceCommand):
    """Show, say, print or measure something harmless: every dot of a board, a loudspeaker's chime, a printer's test page."""

    __test__ = False


class Say(DeviceCommand):
    """Speak a phrase. Spoken in order, never cut off; past its age it raises an alarm and is not spoken."""

    template: Id
    """`call`, `recall`: arguments `ticket` and `window`. `announce`: argument `text`, never a person's name. Others, such as
    `evacuate`, `closing-soon`, `quiet`, take none; the device's description lists them."""
    arguments: dict[str, str]
    language: str = Field(default="zh-CN", max_length=10)
    max_age_s: int = Field(default=60, ge=1, le=600)


class Whisper(DeviceCommand):
    """Say a sentence to the one person at a terminal: no chime, shown nowhere, kept nowhere. Ended by `stop`."""

    text: str = Field(min_length=1, max_length=120, repr=False)
    language: str = Field(default="zh-CN", max_length=10)


class Volume(DeviceCommand):
    """How loud, until the device's own table of hours says otherwise."""

    percent: int = Field(ge=0, le=100)


class Ask(DeviceCommand):
    """Ask for a rating: exactly one of rated, timed out, declined, device fault follows as event `rated` under this ask's id."""

    ask: Ulid
    window: int
    ticket: ShortText
    """The number as printed, for pads that show it."""
    timeout_s: int = Field(default=15, ge=3, le=120)


class PadDisplay(DeviceCommand):
    """What a call pad shows: people waiting and the present ticket's digits."""

    waiting: int = Field(ge=0, le=999)
    ticket: str = Field(default="", max_length=12)
    beep: bool = False


class ShowStaff(DeviceCommand):
    """Who serves at the window, as the idle plate of a rating pad shows it (挂牌上岗). All empty: nobody."""

    display_name: str = Field(default="", max_length=20)
    staff_number: str = Field(default="", max_length=20)
    post: str = Field(default="", max_length=20)
    """What the person does there: 综合受理, 党员先锋岗."""
    stars: int = Field(default=0, ge=0, le=5)


class Brightness(DeviceCommand):
    """How bright, until the device's own table of hours says otherwise."""

    percent: int = Field(ge=0, le=100)


class SwitchPower(DeviceCommand):
    """Switch a display or board off for the night, and on again."""

    on: bool


class StopSpeaking(DeviceCommand):
    """Drop what waits and end what is being said: for an emergency. Goes past the device's queue."""


class Eject(DeviceCommand):
    """Push a ticket out that waits in the presenter."""


class Retract(DeviceCommand):
    """Take a ticket back that nobody took; it falls into the bin."""


class LoadPaper(DeviceCommand):
    """A new roll was put in: the count of tickets left starts anew."""

    length_m: float | None = Field(default=None, gt=0, le=200)
    """None: as the printer's settings say."""


class ReadCard(DeviceCommand):
    """Wait for an ID card and read it. What is on it comes in the completion to the asker and goes nowhere else."""

    purpose: Id
    """Why, for the record of the session: `identify`, `log-in`."""
    timeout_s: int = Field(default=30, ge=1, le=120)
    newest_address: bool = False


class Scan(DeviceCommand):
    """Arm the scanner and wait for one code. The code comes in the completion to the asker and goes nowhere else."""

    purpose: Id
    timeout_s: int = Field(default=30, ge=1, le=120)


class ReadKeys(DeviceCommand):
    """Wait for keys of a terminal's tactile keypad: completes at the first one with all that were pressed since.

    Digits may be someone's number, so keys come in the completion to the asker and in no event.
    """

    timeout_s: int = Field(default=10, ge=1, le=60)


class Open(DeviceCommand):
    """Open a door for so long. Irreversible: journalled by id.

    The relay's own timer ends it where it has one, so a host that dies leaves nothing open.
    """

    pulse_ms: int = Field(default=3_000, ge=500, le=30_000)
    override: bool = False
    """Open although the zone holds as many people as it may: a member of staff decides so."""


class ClearAlarm(DeviceCommand):
    """A person has seen to a latched alarm, such as a call for help: close it."""

    code: str = Field(max_length=80)
    """The fault's code: `door.sos`."""


class Identify(DeviceCommand):
    """Show yourself for a while, for a technician who looks for you: a board shows the label, a pad beeps and shows it."""

    label: str = Field(max_length=12)
    seconds: int = Field(default=10, ge=1, le=120)


class CancelCommand(DeviceCommand):
    """Drop a queued or running command; goes past the device's queue."""

    target: Ulid


class Reset(DeviceCommand):
    """Close and reconnect; bypasses the queue."""


class Diagnose(DeviceCommand):
    """Result: state, counters and the last frames (personal data masked)."""


DEVICE_COMMANDS: dict[str, type[DeviceCommand]] = {
    "print": Print,
    "feed": Feed,
    "show": Show,
    "blank": Blank,
    "test-pattern": TestPattern,
    "say": Say,
    "whisper": Whisper,
    "volume": Volume,
    "ask": Ask,
    "pad-display": PadDisplay,
    "show-staff": ShowStaff,
    "brightness": Brightness,
    "power": SwitchPower,
    "stop": StopSpeaking,
    "eject": Eject,
    "retract": Retract,
    "load-paper": LoadPaper,
    "read-card": ReadCard,
    "scan": Scan,
    "read-keys": ReadKeys,
    "open": Open,
    "clear-alarm": ClearAlarm,
    "identify": Identify,
    "cancel": CancelCommand,
    "reset": Reset,
    "diagnose": Diagnose,
}
"""Every device command by its wire name."""

PERSONAL_COMMANDS = frozenset({"read-card", "scan", "read-keys", "whisper"})
"""Commands that hold, or whose results hold, somebody's data: forgotten soon after, kept nowhere on the way."""
PASSING_COMMANDS = frozenset({"whisper"})
"""Those that are sent in passing (QoS 0): no broker keeps what is meant for one person's ears."""
IRREVERSIBLE_COMMANDS = frozenset({"print", "open"})
"""Commands whose effect can't be repeated unnoticed: the agent journals them by id."""
