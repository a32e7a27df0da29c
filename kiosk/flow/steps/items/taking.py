"""Waiting until a document is taken: it has somebody's data on it, and the next citizen stands behind this one.

Where the printer feels its output slot the screen stays until the paper is gone; whoever leaves it lying is told again, and after
them the printer tells staff. Whoever says twice that they have it goes on. Where nobody feels it, the citizen says so, or time
does.
"""

from dataclasses import replace

from kiosk.flow.intents import IntentKind
from kiosk.flow.items.views import PaperTaken
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import wanted

TAKE_IT_S = 15.0
"""Time to take the paper."""


async def taken(context: Context, view: PaperTaken) -> None:
    context.show(view, for_s=TAKE_IT_S)
    felt = told = False
    while True:
        intent = await wanted(context, IntentKind.CONFIRM, IntentKind.TIMED_OUT, IntentKind.WORLD_CHANGED)
        lies_there = context.ports.documents.lies_there
        felt = felt or bool(lies_there)
        if intent.kind is IntentKind.WORLD_CHANGED:
            if felt and lies_there is False:
                return
        elif not lies_there or (told and intent.kind is IntentKind.CONFIRM):
            # Said twice, it is believed: a sensor that sticks keeps nobody here, and staff hear of it from the printer.
            return
        else:
            told = True
            # The same screen would look as if the touch had gone unnoticed.
            context.show(replace(view, left_lying=True), for_s=TAKE_IT_S)
