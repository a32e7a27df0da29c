"""Sign-in, sessions and sign-out for the routes: implements `api.ports.AccountsPort`.

Sessions are read from memory. The file is touched, and passwords are hashed, in one thread of this service's own.
"""

import asyncio
import hashlib
import logging
import math
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from api.ports import Actor, Session, StoreUnavailable, TooManyAttempts
from hall_controller.accounts.passwords import Passwords
from hall_controller.accounts.store import Account, AccountStore
from hall_controller.accounts.throttle import Throttle

SESSION_MS = 12 * 3600 * 1000
"""A long day at the desk."""
TOKEN_BYTES = 32
"""256 random bits: not to be guessed (OWASP asks for 64 at least)."""
SIGN_INS_AT_ONCE = 100
"""Waiting for their password's hash, some 0.1 s each: all desks of a county hall in the same seconds, but no flood."""
FLOOD_RETRY_S = 10
"""By then those hundred are through."""
REFRESH_S = 5.0
"""How soon a removed account or a changed password ends sessions that another process can't reach."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Accounts:
    """One per controller. `open()` first, `close()` last; both block shortly."""

    def __init__(
        self,
        store: AccountStore,
        passwords: Passwords,
        *,
        wall_ms: Callable[[], int],
        monotonic_s: Callable[[], float],
        new_token: Callable[[], str] = lambda: secrets.token_urlsafe(TOKEN_BYTES),
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._wall_ms = wall_ms
        self._monotonic_s = monotonic_s
        self._new_token = new_token
        self._throttle = Throttle()
        self._signing_in = 0
        self._sessions: dict[str, Session] = {}
        self._thread: ThreadPoolExecutor | None = None
        self._seen_changes = 0

    def open(self) -> None:
        """Open the file and take in the sessions that still hold: a restart signs nobody out."""
        self._store.open()
        self._thread = ThreadPoolExecutor(1, "accounts")
        self._seen_changes = self._store.foreign_changes()
        self._sessions = self._read_sessions()

    def close(self) -> None:
        if self._thread is not None:
            self._thread.shutdown(wait=True)
            self._thread = None
        self._store.close()

    async def sign_in(self, name: str, password: str) -> tuple[str, Session] | None:
        """See `AccountsPort.sign_in`."""
        wait_s = self._throttle.wait_s(name, self._monotonic_s())
        if wait_s > 0:
            raise TooManyAttempts(math.ceil(wait_s))
        if self._signing_in >= SIGN_INS_AT_ONCE:
            raise TooManyAttempts(FLOOD_RETRY_S)
        # Counted as failed before the slow comparison, so that parallel guesses don't all pass the throttle.
        self._throttle.failed(name, self._monotonic_s())
        self._signing_in += 1
        try:
            opened = await self._in_thread(lambda: self._open_session(name, password))
        finally:
            self._signing_in -= 1
        if opened is None:
            return None
        token, session = opened
        self._throttle.succeeded(name)
        self._sessions[_digest(token)] = session
        return token, session

    def session(self, token: str) -> Session | None:
        """See `AccountsPort.session`."""
        session = self._sessions.get(_digest(token))
        return session if session is not None and session.expires_at > self._wall_ms() else None

    async def sign_out(self, token: str) -> None:
        """End this session, in memory first: it is over here even if the disk refuses the rest.

        Raises:
            StoreUnavailable: it would come back with a restart of the controller.
        """
        digest = _digest(token)
        self._sessions.pop(digest, None)
        try:
            await self._in_thread(lambda: self._store.remove_session(digest))
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(f"the session can't be removed from the file: {error}") from error
        # A refresh that read the file just before the removal has brought it back into memory.
        self._sessions.pop(digest, None)

    async def refresh(self) -> None:
        """Drop expired sessions, and take over what another process (`tingtang account …`) has changed."""
        now = self._wall_ms()
        self._sessions = {digest: session for digest, session in self._sessions.items() if session.expires_at > now}
        changes = await self._in_thread(self._store.foreign_changes)
        if changes != self._seen_changes:
            self._seen_changes = changes
            known = await self._in_thread(self._read_sessions)
            self._sessions = known

    async def run(self) -> None:
        """Refresh every few seconds until cancelled."""
        while True:
            await asyncio.sleep(REFRESH_S)
            await self.refresh()

    def _open_session(self, name: str, password: str) -> tuple[str, Session] | None:
        account = self._store.find(name)
        if not self._passwords.matches(account.password_hash if account else None, password) or account is None:
            return None
        token, csrf = self._new_token(), self._new_token()
        session = Session(_actor(account), csrf, self._wall_ms() + SESSION_MS)
        try:
            self._store.add_session(_digest(token), account.name, csrf, session.expires_at)
        except sqlite3.OperationalError as error:
            # With a full disk somebody has to get in and look: this session lasts until the controller restarts.
            _log.warning("session of %s is kept in memory only: %s", name, error)
        return token, session

    def _read_sessions(self) -> dict[str, Session]:
        rows = self._store.sessions(self._wall_ms())
        return {row.token_hash: Session(_actor(row.account), row.csrf, row.expires_at) for row in rows}

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _digest(token: str) -> str:
    """Tokens have 256 bits of their own: a fast hash is enough to keep them out of the file."""
    return hashlib.sha256(token.encode()).hexdigest()


def _actor(account: Account) -> Actor:
    return Actor(account.name, account.role, account.windows)
