"""Asks one field of a form, whatever its kind."""

from api.messages.item_views import FieldView
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.questions import is_choice, keys_of, prefilled, question_of, typed_of, value_of
from kiosk.flow.items.views import AskChoice, Place
from kiosk.flow.items.visit import ItemVisit
from kiosk.flow.step import Context
from kiosk.flow.steps.items.parts import ItemParts, page_after
from kiosk.flow.typing.type_text import typed_text


async def ask_field(
    context: Context, visit: ItemVisit, one: FieldView, parts: ItemParts, place: Place, number: int, count: int
) -> bool:
    """The answer stands in the visit; False when the citizen went back and nothing was changed."""
    if is_choice(one):
        answer = await _choose(context, visit, one, place, number, count)
    else:
        known = visit.answers.get(one.key)
        before = prefilled(one, context.session.identified) if known is None else typed_of(one, known)
        typed = await typed_text(context, question_of(one, number, count, parts.words), before)
        answer = None if typed is None else value_of(one, typed)
    if answer is None:
        return False
    visit.answers[one.key] = answer
    return True


async def _choose(context: Context, visit: ItemVisit, one: FieldView, place: Place, number: int, count: int) -> str | None:
    page = 0
    while True:
        context.show(AskChoice(place, one, number, count, visit.answers.get(one.key, ""), page), back=True)
        intent = await context.intent()
        page = page_after(intent, page)
        match intent.kind:
            case IntentKind.CHOOSE if intent.value in keys_of(one):
                return intent.value
            case IntentKind.SKIP if not one.required:
                return ""
            case IntentKind.BACK:
                return None
            case _:
                pass
