"""How a delivery's end gets into the store: again and again while the disk refuses, since the device has done it already."""

import asyncio

from api.messages.words import Refusal
from hall_controller.mqtt.lane import Ending
from hall_controller.service import HallService

RETRY_S = 5.0


class NotSettled(Exception):
    """The hall couldn't take the settlement in; the row stays pending."""


class Settling:
    """`Fanout`'s way to the store."""

    def __init__(self, service: HallService) -> None:
        self._service = service

    async def __call__(self, delivery_id: str, ending: Ending, reason: str) -> None:
        """
        Raises:
            NotSettled: for another reason than a full disk.
        """
        while True:
            completion = await self._service.settle_delivery(delivery_id, succeeded=ending is Ending.DONE, detail=reason)
            if completion.succeeded:
                return
            if completion.error_code != Refusal.STORE_UNAVAILABLE:
                raise NotSettled(f"{completion.code}: {completion.detail}")
            await asyncio.sleep(RETRY_S)
