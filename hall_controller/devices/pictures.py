"""Live pictures of emulated devices, in the demo only. Implements `api.ports.PicturesPort`.

The address comes from a device's `describe`, so from another process: only this machine's loopback is asked, never further.
"""

import asyncio
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

FETCH_TIMEOUT_S = 1.0
"""An emulator answers within milliseconds; a page with dozens of pictures must not wait for one that hangs."""
KEEP_S = 0.3
"""Several viewers of one board cause one fetch."""
PICTURE_BYTES_MAX = 2_000_000
"""The longest receipt is below 200 KB."""
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class _Kept:
    fetched_at: float
    picture: asyncio.Task[bytes | None]


class Pictures:
    """`address_of` gives a device's picture address, or None. `client`: the caller's, None outside the demo."""

    def __init__(
        self, address_of: Callable[[str], str | None], client: httpx.AsyncClient | None, monotonic_s: Callable[[], float]
    ) -> None:
        self._address_of = address_of
        self._client = client
        self._monotonic_s = monotonic_s
        self._kept: dict[str, _Kept] = {}

    async def close(self) -> None:
        """Before the client is closed."""
        fetches = [kept.picture for kept in self._kept.values()]
        for fetch in fetches:
            fetch.cancel()
        await asyncio.gather(*fetches, return_exceptions=True)
        self._kept.clear()

    async def picture(self, node: str, device: str) -> bytes | None:
        """See `PicturesPort.picture`; None also when the device's address isn't on loopback or doesn't answer in time."""
        address = self._address_of(f"{node}/{device}")
        if self._client is None or address is None or not is_loopback(address):
            return None
        kept = self._kept.get(address)
        now = self._monotonic_s()
        if kept is None or (kept.picture.done() and now - kept.fetched_at > KEEP_S):
            kept = self._kept[address] = _Kept(now, asyncio.ensure_future(self._fetch(self._client, address)))
        # Shielded: a viewer that leaves doesn't take the picture from the others.
        return await asyncio.shield(kept.picture)

    async def _fetch(self, client: httpx.AsyncClient, address: str) -> bytes | None:
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_S), client.stream("GET", address) as response:
                if response.status_code != httpx.codes.OK:
                    return None
                content = bytearray()
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > PICTURE_BYTES_MAX:
                        return None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            return None
        return bytes(content) if content.startswith(PNG_SIGNATURE) else None


def loopback_client() -> httpx.AsyncClient:
    """For loopback only: the environment's proxies are left out, redirects aren't followed."""
    return httpx.AsyncClient(timeout=FETCH_TIMEOUT_S, trust_env=False, follow_redirects=False)


def is_loopback(address: str) -> bool:
    """Whether the address is plain HTTP on this machine. Names are refused, `localhost` too: they may lead anywhere."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
