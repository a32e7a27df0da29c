"""A booked person is here: one request to the hall. The check-in is the hall's to remember, so nothing is kept here."""

from api.bus.port import BusPort, NotAnswered
from api.messages.hall_commands import Back, CheckIn, HallCommand
from api.messages.topics import hall_command_topic
from api.messages.views import TicketView
from kiosk.flow.ports import HallRefused, HallSilent

ANSWER_S = 10.0
"""Remote time-out: longer, a person believes that nothing will come."""


class HallBookings:
    """Implements `kiosk.flow.ports.BookingsPort`."""

    def __init__(self, bus: BusPort) -> None:
        self._bus = bus

    async def check_in(self, act: str, number: str = "", *, ticket: str = "", holder: str = "") -> TicketView:
        return await self._ask(act, "check-in", CheckIn(number=number, ticket=ticket or None, holder=holder or None))

    async def come_back(self, act: str, ticket: str) -> TicketView:
        return await self._ask(act, "back", Back(ticket=ticket))

    async def _ask(self, act: str, name: str, command: HallCommand) -> TicketView:
        topic = hall_command_topic(self._bus.site, name)
        try:
            completion = await self._bus.request(topic, command, command_id=act, timeout_s=ANSWER_S)
        except NotAnswered as error:
            raise HallSilent(name) from error
        if not completion.succeeded:
            raise HallRefused(completion.error_code or completion.code.value)
        return TicketView.model_validate(completion.result["ticket"])
