"""Ways a platform can misbehave, one at a time, switched on for a number of requests."""

import asyncio
from enum import StrEnum

from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field

SLOW_S = 20.0
"""Longer than any adapter waits."""


class Fault(StrEnum):
    NONE = "none"
    BUSY = "busy"
    """429."""
    DOWN = "down"
    """503."""
    BROKEN = "broken"
    """200 with something that is no JSON."""
    SLOW = "slow"
    LOST = "lost"
    """Does what it is asked; the answer is lost (502)."""
    UNSIGNED = "unsigned"
    """Signs with a strange key."""
    REFUSES = "refuses"
    """401: account closed."""


class FaultOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fault: Fault
    times: int = Field(default=1, ge=1, le=1000)


class Faults:
    """`POST /reference/fault` sets it."""

    def __init__(self) -> None:
        self._fault = Fault.NONE
        self._left = 0

    def set(self, fault: Fault, times: int = 1) -> None:
        self._fault, self._left = fault, times

    async def take(self) -> Fault:
        """What goes wrong with this request. Raises HTTPException or waits where that is all there is to it."""
        if self._left <= 0:
            return Fault.NONE
        self._left -= 1
        match self._fault:
            case Fault.BUSY:
                raise HTTPException(429)
            case Fault.DOWN:
                raise HTTPException(503)
            case Fault.REFUSES:
                raise HTTPException(401)
            case Fault.SLOW:
                await asyncio.sleep(SLOW_S)
        return self._fault


def broken_answer(fault: Fault) -> Response | None:
    """After the work was done: what takes the answer's place."""
    if fault is Fault.BROKEN:
        return Response("<html>error</html>", media_type="text/html")
    if fault is Fault.LOST:
        return Response(status_code=502)
    return None


def add_fault_route(app: FastAPI, faults: Faults) -> None:
    @app.post("/reference/fault")
    async def set_fault(order: FaultOrder) -> dict[str, str]:
        faults.set(order.fault, order.times)
        return {"fault": order.fault.value}
