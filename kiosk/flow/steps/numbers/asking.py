"""Asking the hall on a citizen's behalf: its answer, its no in words, or its silence with a way on."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import TypeVar

from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.numbers.ports import Later
from kiosk.flow.numbers.views import AskingAboutNumber, NoAnswer, NumberRefused, SlipPrinting
from kiosk.flow.step import Context

EXPLANATION_S = 20.0
"""Time to read why not and what to do, then the kiosk goes on by itself."""

Answer = TypeVar("Answer")


class Told(Enum):
    """There is no answer, and the citizen has read why."""

    REFUSED = "refused"
    """The hall said no; nothing changed."""
    SILENT = "silent"
    """They leave without knowing: later, or at the help desk."""


async def asked(context: Context, ask: Callable[[], Awaitable[Answer]], later: Later | None = None) -> Answer | Told:
    """
    Args:
        ask: may be called again after a silence: whatever it changes, it changes under one id.
        later: what a slip says of it when there is no answer; None: nothing was to be changed.
    """
    while True:
        context.show(AskingAboutNumber(), busy=True)
        try:
            return await ask()
        except HallRefused as refused:
            await told(context, refused.code)
            return Told.REFUSED
        except HallSilent:
            if not await again(context, later, act=later is not None):
                return Told.SILENT


async def told(context: Context, code: str) -> None:
    """Why not, until it is read."""
    context.show(NumberRefused(code), back=True, for_s=EXPLANATION_S)
    await over(context)


async def again(context: Context, later: Later | None = None, *, act: bool) -> bool:
    """Whoever would rather leave takes a slip along; whoever has left already gets none.

    Args:
        act: something was to be changed, and asking again changes it once.
    """
    slip = later is not None and context.ports.booking_paper.readiness().ready
    context.show(NoAnswer(act, slip), for_s=EXPLANATION_S)
    while True:
        match (await context.intent()).kind:
            case IntentKind.CONFIRM:
                return True
            case IntentKind.SKIP:
                if later is not None and slip:
                    context.show(SlipPrinting(), busy=True)
                    await context.ports.booking_paper.print_later(
                        context.ports.numbers.new_act(), later, context.session.language
                    )
                return False
            case IntentKind.TIMED_OUT:
                return False
            case _:
                pass


async def over(context: Context) -> Intent:
    """Until the citizen has read it, or its time is over."""
    while (intent := await context.intent()).kind not in (IntentKind.CONFIRM, IntentKind.TIMED_OUT, IntentKind.BACK):
        pass
    return intent
