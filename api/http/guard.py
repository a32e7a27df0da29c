"""The one guard: `require(permission)` on routes, and `admit` below it for the hot command route."""

from collections.abc import Callable
from functools import cache
from hmac import compare_digest
from http import HTTPStatus

from starlette.requests import Request

from api.http.access import ROLE_PERMISSIONS, Permission
from api.http.heads import Head, read_head
from api.http.ports import ports_of
from api.http.problems import Problem, refusal_problem
from api.messages.words import Refusal
from api.ports import AccountsPort, Session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def admit(head: Head, method: str, accounts: AccountsPort, permission: Permission) -> Session:
    """The session behind a request, if its account holds the permission.

    Raises:
        Problem: 401 without a valid session; 403 without the permission, or when an unsafe request that is signed in by
            cookie lacks the session's CSRF token (a foreign page can make a browser send the cookie, not the token).
    """
    session = accounts.session(head.token) if head.token else None
    if session is None:
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            "signInRequired",
            "no valid session cookie or bearer token",
            headers={"WWW-Authenticate": 'Bearer realm="tingtang"'},
        )
    if head.by_cookie and method not in SAFE_METHODS and not compare_digest(head.csrf.encode(), session.csrf.encode()):
        raise Problem(HTTPStatus.FORBIDDEN, "wrongCsrfToken", "X-CSRF-Token is missing or not this session's")
    if permission not in ROLE_PERMISSIONS[session.actor.role]:
        raise refusal_problem(Refusal.NOT_PERMITTED, f"role {session.actor.role.value} lacks {permission.value!r}")
    return session


@cache
def require(permission: Permission) -> Callable[[Request], Session]:
    """A FastAPI dependency: `Depends(require(Permission.DESK))` admits the request and gives its session.

    Cached, so that the same permission is the same dependency and `check_declared` can tell what a route asks for.
    """

    async def guard(request: Request) -> Session:
        return admit(read_head(request.scope), request.method, ports_of(request).accounts, permission)

    guard.__name__ = f"require_{permission.name.lower()}"
    return guard  # type: ignore[return-value]
