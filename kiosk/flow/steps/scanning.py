"""One code of the hall's own, held before camera or scanner: a ticket, a booking, a window's rating page."""

from collections.abc import Collection

from kiosk.flow.identity.codes import CodeKind, SeenCode, recognise
from kiosk.flow.identity.views import ScanNow
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.watch import Ended, Watch

LIMIT_S = 45.0
"""Time to find a paper or a message; below the 60 s after which the kiosk asks whether anybody is there."""
NO_CODE = "scan.timeOut"
WRONG_CODE = "scan.otherCode"


async def scanned_code(context: Context, purpose: str, wanted: Collection[CodeKind]) -> SeenCode | str:
    """The code; else why there is none, empty when the citizen went back.

    Args:
        purpose: what the screen asks for: `booking`, `ticket`, `rating`, `any`.
    """
    scan = context.ports.identity.scan
    problem = ""

    def view(left_s: int) -> ScanNow:
        return ScanNow(purpose, scan.by_camera, left_s, problem=problem)

    watch = Watch(context, view, LIMIT_S)

    async def look() -> SeenCode | str:
        nonlocal problem
        while True:
            seen = await scan.scan()
            if seen.reason:
                return seen.reason
            code = recognise(seen.data)
            if code.kind in wanted:
                return code
            problem = WRONG_CODE
            watch.refresh()

    got = await watch.wait_for(look())
    if got is Ended.BACK:
        return ""
    return (problem or NO_CODE) if isinstance(got, Ended) else got
