"""What the guide's steps want shown, without words."""

from dataclasses import dataclass
from enum import StrEnum

from api.messages.item_views import ItemView
from api.messages.names import Names
from kiosk.flow.guide.plan import HallPlan


class Topic(StrEnum):
    MAP = "map"
    NOTICES = "notices"
    WITHDRAW = "withdraw"
    """Taking back the consent to be recognised by face."""


@dataclass(frozen=True, slots=True)
class GuideMenu:
    """Intents: CHOOSE (a topic), BACK."""

    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class HallMap:
    """Intents: CHOOSE (a floor's id), BACK."""

    plan: HallPlan
    floor: int


class Paper(StrEnum):
    """The printed notice."""

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """一次性告知: everything one needs to know about an item at once, in two languages.

    Intents: YES (print it), CONFIRM (begin the item), TURN_PAGE, BACK.
    """

    item: ItemView
    department: Names
    page: int
    printable: bool
    paper: Paper = Paper.NONE
    startable: bool = False
    """The item can be begun here and now."""


GuideView = GuideMenu | HallMap | NoticeSheet
