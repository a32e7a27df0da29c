"""A name, typed: only where a platform wants it beside the number, and no document has told it."""

from dataclasses import replace

from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.identity.views import EnterName
from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context

ERASE = "erase"
NAME_MAX = 60
"""As many characters as a question to a platform carries."""


async def typed_name(context: Context, holder: DocumentHolder) -> DocumentHolder | None:
    """The same holder with a name; None when they went back."""
    typed = ""
    while True:
        context.show(EnterName(typed), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return None
            case IntentKind.KEY if intent.value == ERASE:
                typed = typed[:-1]
            case IntentKind.KEY if len(intent.value) == 1 and intent.value.isprintable() and len(typed) < NAME_MAX:
                typed += intent.value
            case IntentKind.CONFIRM if typed.strip():
                return replace(holder, name=typed.strip())
            case _:
                pass
