"""The guide's counter (导办台) of a simulated morning: what staff does for people beside the kiosk and the windows, over HTTP."""

from datetime import datetime
from zoneinfo import ZoneInfo

import httpx

from api.ids import new_id
from api.messages.views import SlotView, TicketsFound, TicketView
from api.messages.words import FINAL_TICKET_STATES, CompletionCode, TicketClass
from hall_controller.config import HallConfig
from hall_controller.demo_accounts import DEMO_PASSWORD

BATCH_MAX = 100
"""Commands in one POST, as the API allows."""


class Declined(Exception):
    """The hall refused; the text is its word for why."""


class Guide:
    """Signed in as the demo's manager, who may do what is shown here."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, hall: HallConfig) -> None:
        self._client, self._base_url, self._hall = client, base_url, hall
        self._headers: dict[str, str] = {}

    async def sign_in(self) -> None:
        answer = await self._client.post(f"{self._base_url}/api/v1/session", json={"name": "manager", "password": DEMO_PASSWORD})
        answer.raise_for_status()
        self._headers = {"Authorization": f"Bearer {answer.json()['token']}"}

    async def open_windows(self) -> None:
        """All of them; one that is open already stays so."""
        commands = [{"name": "open-window", "id": new_id(), "body": {"window": window.number}} for window in self._hall.windows]
        for start in range(0, len(commands), BATCH_MAX):
            body = {"commands": commands[start : start + BATCH_MAX]}
            answer = await self._client.post(f"{self._base_url}/api/v1/commands", json=body, headers=self._headers)
            answer.raise_for_status()

    async def reclassify(self, number: str, ticket_class: TicketClass, reason: str) -> None:
        """The claim was looked at."""
        await self._about(number, "reclassify", ticket_class=ticket_class.value, reason=reason)

    async def move_to_top(self, number: str, reason: str) -> None:
        """置顶."""
        await self._about(number, "move-to-top", reason=reason)

    async def back(self, number: str) -> None:
        """Who missed the call is here again."""
        await self._about(number, "back")

    async def book_for_today(self, service: str, holder: str) -> str | None:
        """The number of a booking in today's next free slot; None when there is no slot left today.

        Args:
            holder: the person, as a keyed hash.
        """
        answer = await self._command("slots", service=service)
        today = datetime.now(ZoneInfo(self._hall.hall.timezone)).date().isoformat()
        slots = [SlotView.model_validate(slot) for slot in answer["slots"]]
        slot = next((slot for slot in slots if slot.day == today and slot.free), None)
        if slot is None:
            return None
        booked = await self._command("book", service=service, day=slot.day, slot=slot.slot, holder=holder)
        return str(booked["ticket"]["number"])

    async def is_over(self, number: str) -> bool:
        """The visit has ended, however it did."""
        return (await self._ticket(number)).state in FINAL_TICKET_STATES

    async def _about(self, number: str, command: str, **body: str) -> None:
        await self._command(command, ticket=(await self._ticket(number)).id, **body)

    async def _ticket(self, number: str) -> TicketView:
        """The latest of this number."""
        answer = await self._client.get(f"{self._base_url}/api/v1/tickets", params={"number": number}, headers=self._headers)
        answer.raise_for_status()
        return max(TicketsFound.model_validate_json(answer.content).tickets, key=lambda ticket: ticket.issued_at)

    async def _command(self, name: str, **body: str) -> dict[str, dict[str, object]]:
        """
        Raises:
            Declined: a rule of the hall says no.
        """
        headers = self._headers | {"Idempotency-Key": new_id()}
        answer = await self._client.post(f"{self._base_url}/api/v1/commands/{name}", json=body, headers=headers)
        document = answer.json()
        if document.get("code") != CompletionCode.SUCCESS:
            raise Declined(str(document.get("error_code") or document.get("code") or answer.status_code))
        return dict(document["result"])
