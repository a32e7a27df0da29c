"""A name, typed: only where a platform wants it beside the number, and no document has told it."""

from dataclasses import replace

from kiosk.flow.identity.person import DocumentHolder
from kiosk.flow.step import Context
from kiosk.flow.typing.question import TextKind, TextQuestion
from kiosk.flow.typing.type_text import typed_text

NAME_MAX = 60
"""As many characters as a question to a platform carries."""
QUESTION = TextQuestion(TextKind.NAME, "name.title", "name.text", max_length=NAME_MAX)


async def typed_name(context: Context, holder: DocumentHolder) -> DocumentHolder | None:
    """The same holder with a name; None when they went back."""
    name = await typed_text(context, QUESTION)
    return None if name is None else replace(holder, name=name)
