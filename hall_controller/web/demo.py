"""The demo's hands: a touch on the kiosk's picture, a key or a fault of an emulated device, sent to the process that draws it.

Mounted in the demo only. A real device has no such address, and even here only addresses on this very machine are asked.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from api.http.access import Access, Permission
from api.http.guard import require
from api.messages.base import Id
from hall_controller.web.demo_hands import DemoHands
from hall_controller.web.demo_words import InjectFault, Press, Touch

DEMO_ACCESS: Access = {
    ("POST", "/api/v1/devices/{node}/{device}/touch"): Permission.DEVICES,
    ("POST", "/api/v1/devices/{node}/{device}/press"): Permission.DEVICES,
    ("GET", "/api/v1/devices/{node}/{device}/menu"): Permission.DEVICES,
    ("POST", "/api/v1/devices/{node}/{device}/fault"): Permission.DEVICES,
    ("GET", "/api/v1/devices/{node}/{device}/line/menu"): Permission.DEVICES,
    ("POST", "/api/v1/devices/{node}/{device}/line/fault"): Permission.DEVICES,
}


def create_demo_controls(hands: DemoHands) -> APIRouter:
    """Routes `touch`, `press`, `menu` and `fault` of a device, and the last two of the line it hangs on."""
    router = APIRouter(
        prefix="/api/v1/devices/{node}/{device}", include_in_schema=False, dependencies=[Depends(require(Permission.DEVICES))]
    )

    @router.post("/touch")
    async def touch(node: Annotated[Id, Path()], device: Annotated[Id, Path()], request: Request) -> Response:
        return await hands.send(hands.device(node, device), "touch", Touch, request)

    @router.post("/press")
    async def press(node: Annotated[Id, Path()], device: Annotated[Id, Path()], request: Request) -> Response:
        return await hands.send(hands.device(node, device), "press", Press, request)

    @router.get("/menu")
    async def menu(node: Annotated[Id, Path()], device: Annotated[Id, Path()]) -> Response:
        return await hands.menu(hands.device(node, device))

    @router.post("/fault")
    async def fault(node: Annotated[Id, Path()], device: Annotated[Id, Path()], request: Request) -> Response:
        return await hands.send(hands.device(node, device), "fault", InjectFault, request)

    @router.get("/line/menu")
    async def line_menu(node: Annotated[Id, Path()], device: Annotated[Id, Path()]) -> Response:
        return await hands.menu(hands.line(node, device))

    @router.post("/line/fault")
    async def line_fault(node: Annotated[Id, Path()], device: Annotated[Id, Path()], request: Request) -> Response:
        return await hands.send(hands.line(node, device), "fault", InjectFault, request)

    return router
