"""A technician stands before the kiosk: the code, then the menu until they leave. Nothing of any citizen can be seen here."""

from collections.abc import Awaitable, Callable, Mapping
from math import ceil

from kiosk.flow.intents import IntentKind
from kiosk.flow.outcome import CANCEL, Outcome
from kiosk.flow.step import Context
from kiosk.flow.steps.technician.pages import look_at_check, look_at_devices, look_at_log, look_at_network
from kiosk.flow.steps.technician.work import (
    ERASE,
    collect,
    count_stock,
    restart,
    rotate,
    scan_something,
    switch_service,
    touch_everywhere,
)
from kiosk.flow.technician.views import Page, TechnicianCode, TechnicianMenu

CODE_MAX = 12
PAGES: Mapping[Page, Callable[[Context], Awaitable[None]]] = {
    Page.TOUCH: touch_everywhere,
    Page.CHECK: look_at_check,
    Page.DEVICES: look_at_devices,
    Page.SCAN: scan_something,
    Page.NETWORK: look_at_network,
    Page.LOG: look_at_log,
    Page.STOCK: count_stock,
    Page.ROTATION: rotate,
    Page.BUNDLE: collect,
    Page.SERVICE: switch_service,
    Page.RESTART: restart,
}


class Technician:
    name = "technician"

    async def run(self, context: Context) -> Outcome:
        if not context.ports.technician.offered or not await _let_in(context):
            return CANCEL
        while True:
            port = context.ports.technician
            context.show(TechnicianMenu(_pages(context), port.last_record()), back=True)
            intent = await context.intent()
            if intent.kind in (IntentKind.BACK, IntentKind.CONFIRM):
                return CANCEL
            if intent.kind is IntentKind.CHOOSE and intent.value in PAGES:
                await PAGES[Page(intent.value)](context)


def _pages(context: Context) -> tuple[Page, ...]:
    """What this kiosk has."""
    absent = set()
    if context.ports.technician.blanks() is None:
        absent.add(Page.STOCK)
    if not context.ports.identity.scan.readiness().ready:
        absent.add(Page.SCAN)
    return tuple(page for page in Page if page not in absent)


async def _let_in(context: Context) -> bool:
    """False: they gave up."""
    typed, wrong, wait_s = "", False, 0.0
    while True:
        context.show(TechnicianCode(typed, wrong, ceil(wait_s)), back=True)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return False
        if intent.kind is IntentKind.KEY:
            typed = typed[:-1] if intent.value == ERASE else (typed + intent.value)[:CODE_MAX]
            wrong = False
        elif intent.kind is IntentKind.CONFIRM and typed:
            verdict = await context.ports.technician.try_code(typed)
            if verdict.right:
                return True
            typed, wrong, wait_s = "", True, verdict.wait_s
