"""A simulated citizen: finds the way through the kiosk by what stands on it, reads the paper, waits to be called, rates."""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from api.messages.words import TicketClass
from hall_controller.config import ServiceSection
from tingtang.demo.hands import KioskHands, PadHands, Target

LOOK_AGAIN_S = 0.05
"""How often eyes return to a screen."""
TOUCH_AGAIN_S = 1.5
"""A person who sees no change for so long touches once more."""
PATIENCE_S = 60.0
"""A screen that hasn't changed for so long: the person gives up."""
TYPED_DOCUMENT = "511"
"""The type with the shortest number, eight digits."""
PAGES_MAX = 200
"""More pages than the largest catalogue has."""
NUMBER = re.compile(r"\b[A-Z]{1,2}[0-9]{2,5}\b")
"""A ticket's number as printed."""


class GaveUp(Exception):
    """The kiosk didn't offer what the person looked for; the text says what stood there instead."""


@dataclass(frozen=True, slots=True)
class Taken:
    number: str
    printed: bool


class Citizen:
    """One person at one kiosk.

    Args:
        printer: id of the printer's emulator, whose paper the person reads.
        pause: waits between two touches; the person's own speed.
        document: gives a number of TYPED_DOCUMENT; nobody's.
    """

    def __init__(
        self,
        kiosk: KioskHands,
        pads: PadHands,
        printer: str,
        pause: Callable[[], Awaitable[None]],
        document: Callable[[], str] = lambda: f"{secrets.randbelow(10**8):08}",
    ) -> None:
        self._kiosk, self._pads, self._printer, self._pause = kiosk, pads, printer, pause
        self._document = document

    async def take_number(
        self, services: Sequence[ServiceSection], claims: TicketClass | None = None, rating: str | None = None
    ) -> Taken:
        """From the home screen to the paper in the hand and back to the home screen.

        Args:
            services: several of one department go on one number.
            claims: takes the way for those who have a claim.
            rating: a level's name; None skips.

        Raises:
            GaveUp: the kiosk offers no way to the service.
        """
        try:
            return await self._through(services, claims, rating)
        except GaveUp:
            await self._walk_away()
            raise

    async def check_in(self, number: str) -> None:
        """With the number of a booking, which is then called; no paper.

        Raises:
            GaveUp: the hall doesn't take it.
        """
        await self._press("home.my-number")
        await self._press("numbers.check-in")
        for end in range(1, len(number) + 1):
            await self._type(f"key.{number[end - 1]}", number[:end])
        await self._press("keypad.confirm")
        shown = await self._see("ticket.done", "check-in.again", "unreachable.ok")
        await self._touch(shown)
        if shown.name != "ticket.done":
            await self._walk_away()
            raise GaveUp(f"not checked in: {shown.name}")
        await self._press("done.ok")

    async def _through(self, services: Sequence[ServiceSection], claims: TicketClass | None, rating: str | None) -> Taken:
        papers, _ = await self._papers()
        await self._press("home.take-priority" if claims else "home.take-ticket")
        if claims:
            await self._press(f"class.{claims.value}")
        await self._choose(services)
        if any(service.identity is not None for service in services):
            await self._identify()
        shown = await self._see("ticket.done", "ticket.noted", "refused.ok", "unreachable.ok", "no-paper.take")
        if shown.name == "no-paper.take":
            await self._touch(shown)
            shown = await self._see("ticket.noted", "ticket.done", "refused.ok", "unreachable.ok")
        if shown.name in ("refused.ok", "unreachable.ok"):
            await self._touch(shown)
            raise GaveUp(f"no number for {services[0].id}: {shown.name}")
        printed = shown.name == "ticket.done"
        number = await self._read_paper(papers) if printed else str((await self._kiosk.screen())["number"])
        await self._touch(shown)
        await self._press(f"rating.{rating}" if rating else "rating.skip")
        await self._press("done.ok")
        return Taken(number, printed)

    async def _choose(self, services: Sequence[ServiceSection]) -> None:
        """Department, then its services; several are put together before they are taken."""
        department = _without_breaks(services[0].department["zh-CN"])
        await self._touch(await self._find("department.", lambda target: department in _without_breaks(target.text)))
        if len(services) == 1:
            await self._touch(await self._find_service(services[0]))
            return
        await self._press("pick.several")
        for service in services:
            basket = await self._see("pick.take")
            card = await self._find_service(service)
            await self._pause()
            await self._touch_until(card, lambda targets, was=basket: not _has(targets, was))  # type: ignore[misc]
        await self._press("pick.take")

    async def _identify(self) -> None:
        """By a typed document where that will do, else staff look at it at the window."""
        shown = await self._see("way.person", "refused.ok", "unreachable.ok")
        if shown.name != "way.person":
            return
        if not any(target.name == "way.document" and target.enabled for target in await self._kiosk.targets()):
            await self._touch(shown)
            await self._press("person.ok")
            return
        await self._press("way.document")
        await self._press(f"document.{TYPED_DOCUMENT}")
        number = self._document()
        for end in range(1, len(number) + 1):
            await self._type(f"key.{number[end - 1]}", "*" * end)
        await self._press("number.confirm")

    async def _find_service(self, service: ServiceSection) -> Target:
        return await self._find("service.", lambda target: target.name == f"service.{service.id}")

    async def _type(self, key: str, typed: str) -> None:
        """One key of a keypad, again if nothing was typed."""
        target = await self._see(key)
        await self._pause()
        for _ in range(int(PATIENCE_S / TOUCH_AGAIN_S)):
            await self._kiosk.touch(target)
            for _ in range(int(TOUCH_AGAIN_S / LOOK_AGAIN_S)):
                if (await self._kiosk.screen())["typed"] == typed:
                    return
                await asyncio.sleep(LOOK_AGAIN_S)
        raise GaveUp(f"touched {key}, nothing is typed")

    async def _papers(self) -> tuple[int, str]:
        """How many papers came out so far, and what stands on the newest."""
        state = await self._pads.state(self._printer)
        count, texts = state["receipts"], state["texts"]
        return (count if isinstance(count, int) else 0), str(texts[-1]) if isinstance(texts, list) and texts else ""

    async def _read_paper(self, before: int) -> str:
        count, text = await self._papers()
        found = NUMBER.search(text) if count > before else None
        if found is None:
            raise GaveUp("the kiosk says that a ticket was printed, but there is no paper with a number")
        return found.group()

    async def _walk_away(self) -> None:
        """Leave the kiosk as a polite person does: on its home screen."""
        for target in await self._kiosk.targets():
            if target.name == "footer.home":
                await self._kiosk.touch(target)

    async def _press(self, name: str) -> None:
        await self._touch(await self._see(name))

    async def _touch(self, target: Target) -> None:
        """Touch something that goes away when it is touched."""
        await self._pause()
        await self._touch_until(target, lambda targets: not _has(targets, target))

    async def _touch_until(self, target: Target, done: Callable[[list[Target]], bool]) -> None:
        """Touch, and touch again where it is now if nothing happens: a button may have moved under the finger."""
        for _ in range(int(PATIENCE_S / TOUCH_AGAIN_S)):
            await self._kiosk.touch(target)
            for _ in range(int(TOUCH_AGAIN_S / LOOK_AGAIN_S)):
                targets = await self._kiosk.targets()
                if done(targets):
                    return
                target = next((found for found in targets if found.name == target.name), target)
                await asyncio.sleep(LOOK_AGAIN_S)
        raise GaveUp(f"touched {target.name}, nothing happens")

    async def _see(self, *names: str) -> Target:
        """Wait until one of these can be touched."""
        seen: list[str] = []
        for _ in range(int(PATIENCE_S / LOOK_AGAIN_S)):
            targets = await self._kiosk.targets()
            found = next((target for target in targets if target.name in names), None)
            if found is not None:
                return found
            seen = [target.name for target in targets]
            await asyncio.sleep(LOOK_AGAIN_S)
        raise GaveUp(f"looked for {' or '.join(names)}, saw {', '.join(seen)}")

    async def _find(self, prefix: str, wanted: Callable[[Target], bool]) -> Target:
        """The card that fits, turning pages until it is there."""
        before: frozenset[str] = frozenset()
        for _ in range(PAGES_MAX):
            targets = await self._page_after(prefix, before)
            found = next((target for target in targets if target.name.startswith(prefix) and wanted(target)), None)
            if found is not None:
                return found
            following = next((target for target in targets if target.name == "pick.next"), None)
            if following is None:
                raise GaveUp(f"turned all pages, the card isn't there; the last has {', '.join(t.name for t in targets)}")
            before = _cards(prefix, targets)
            # Once: the button stays where it is while the page turns, so its staying says nothing.
            await self._pause()
            await self._kiosk.touch(following)
        raise GaveUp("there is no end to the pages")

    async def _page_after(self, prefix: str, before: frozenset[str]) -> list[Target]:
        """The targets once there are cards, and others than `before`."""
        for _ in range(int(PATIENCE_S / LOOK_AGAIN_S)):
            targets = await self._kiosk.targets()
            if _cards(prefix, targets) not in (frozenset(), before):
                return targets
            await asyncio.sleep(LOOK_AGAIN_S)
        raise GaveUp("no cards to choose from")


def _has(targets: list[Target], wanted: Target) -> bool:
    """It can be touched, with the same words on it, wherever it stands now."""
    return any((target.name, target.text) == (wanted.name, wanted.text) for target in targets)


def _cards(prefix: str, targets: list[Target]) -> frozenset[str]:
    return frozenset(f"{target.name} {target.text}" for target in targets if target.name.startswith(prefix))


def _without_breaks(text: str) -> str:
    """Screens break lines where they like."""
    return "".join(text.split())
