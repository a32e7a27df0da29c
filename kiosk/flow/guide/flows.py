"""The guide's flow: data, as all flows are."""

from collections.abc import Mapping, Sequence

from api.messages.names import Names
from kiosk.flow.guide.views import Topic
from kiosk.flow.identity.tries import Tries
from kiosk.flow.step import Step
from kiosk.flow.steps.guide.hall_map import ShowMap
from kiosk.flow.steps.guide.menu import ChooseTopic
from kiosk.flow.steps.guide.notices import ReadNotice
from kiosk.flow.steps.items.parts import ItemParts, Words
from kiosk.flow.steps.withdraw_consent import WithdrawConsent

GUIDE = "guide"


def guide_flows(page_size: int, tries: Tries, words: Words, sheet_title: Names) -> Mapping[str, Sequence[Step]]:
    """As `item_flows`, whose items these notices are about.

    Args:
        sheet_title: of the notice on paper.
    """
    topics: dict[Topic, tuple[Step, ...]] = {
        Topic.MAP: (ShowMap(),),
        Topic.NOTICES: (ReadNotice(ItemParts(tries, page_size, words), sheet_title),),
        Topic.WITHDRAW: (WithdrawConsent(tries),),
    }
    return {GUIDE: (ChooseTopic(topics),)}
