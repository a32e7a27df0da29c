"""What kiosks are told: telephone numbers, hours on the hall's calendar, other terminals."""

from pathlib import Path

from api.messages.duty_commands import HallNotice
from api.messages.duty_views import HallNoticeView
from api.messages.words import Action, AvailabilityState, DeviceState
from tests.support.duty_desk import DutyDesk, device, duty_desk
from tests.support.hall_core import MORNING
from tests.support.hall_identity import Hand


async def notice(desk: DutyDesk) -> HallNoticeView:
    return HallNoticeView.model_validate((await desk.do(HallNotice())).result["notice"])


async def test_whom_to_ring_up_and_when_somebody_is_there(tmp_path: Path) -> None:
    hand = Hand()
    async with duty_desk(tmp_path, hand=hand, hours={"daily": ["09:00-17:00"]}) as desk:
        day = await notice(desk)
        assert (day.phone, day.maintainer_phone, day.staffed, day.opens_at) == ("0912-1234567", "0912-7654321", True, None)
        hand.at = MORNING + 12 * 3_600_000
        night = await notice(desk)
        assert night.staffed is False
        assert night.opens_at is not None
        assert hand.at < night.opens_at < hand.at + 4 * 86_400_000
        hand.at = night.opens_at
        assert (await notice(desk)).staffed


async def test_which_terminals_work(tmp_path: Path) -> None:
    async with duty_desk(tmp_path) as desk:
        desk.devices[:] = [
            device("kiosk-01/screen-1"),
            device("kiosk-02/screen-1", node=AvailabilityState.LOST, status=DeviceState.UNKNOWN),
            device("kiosk-03/screen-1", reason="kiosk.outOfService", action=Action.SUSPEND),
            device("kiosk-04/screen-1", place="二楼"),
            device("kiosk-05/screen-1"),
            device("kiosk-01-agent/receipt-1", "receipt-printer"),
        ]
        found = {one.node: (one.names["zh-CN"], one.working) for one in (await notice(desk)).terminals}
        assert found == {
            "kiosk-01": ("一楼东侧", True),
            "kiosk-02": ("一楼西侧", False),
            "kiosk-03": ("一楼东门", False),
            "kiosk-04": ("二楼", True),
        }
