"""What would you like to know about this hall?"""

from collections.abc import Mapping, Sequence

from kiosk.flow.guide.views import GuideMenu, Topic
from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import BACK, Outcome, onwards
from kiosk.flow.step import Context, Step


class ChooseTopic:
    """Brings the steps of the chosen topic."""

    name = "guide-menu"

    def __init__(self, topics: Mapping[Topic, Sequence[Step]]) -> None:
        self._topics = topics

    async def run(self, context: Context) -> Outcome:
        while True:
            offered = _offered(context)
            context.show(GuideMenu(offered), back=True)
            intent = await context.intent()
            if intent.kind is IntentKind.BACK:
                return BACK
            if intent.kind is IntentKind.CHOOSE and intent.value in offered:
                return onwards(self._topics[Topic(intent.value)])


def _offered(context: Context) -> tuple[Topic, ...]:
    """What there is to show. A consent can be taken back wherever it can have been given, also while no camera works."""
    there = {
        Topic.MAP: context.ports.plan is not None,
        Topic.NOTICES: bool(context.ports.items.catalogue().items),
        Topic.WITHDRAW: True,
    }
    return tuple(topic for topic, is_there in there.items() if is_there)
