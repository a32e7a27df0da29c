"""Every route declares its access, and its guard is the declared one: an application that breaks this isn't built."""

from collections.abc import Iterable, Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route

from api.http.access import Access, Permission
from api.http.guard import require

_UNGUARDED = frozenset({Permission.PUBLIC, Permission.PAGE})
_GUARDS = {require(permission): permission for permission in Permission if permission not in _UNGUARDED}


class UndeclaredAccess(Exception):
    """A route stands in no access table, or asks for something else than its table says."""


def declared_operations(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str, BaseRoute]]:
    """(method, path template, route) of everything an application serves; HEAD goes with GET. A mount counts as `GET`."""
    for route in routes:
        if isinstance(route, Mount):
            yield "GET", route.path, route
        elif isinstance(route, Route):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route.path, route
        else:
            raise UndeclaredAccess(f"{route!r}: a kind of route that the access table doesn't know")


def check_declared(routes: Iterable[BaseRoute], access: Access) -> None:
    """Compare the routes with the table.

    Raises:
        UndeclaredAccess: names the route.
    """
    for method, path, route in declared_operations(routes):
        declared = access.get((method, path))
        if declared is None:
            raise UndeclaredAccess(f"{method} {path}: declare its access")
        asked = _asked(route)
        if asked is not declared and not {asked, declared} <= _UNGUARDED:
            raise UndeclaredAccess(f"{method} {path}: declared {declared.value!r}, but its guard asks for {asked.value!r}")


def _asked(route: BaseRoute) -> Permission:
    if isinstance(route, APIRoute):
        found = set(_permissions(route.dependant))
        if len(found) > 1:
            raise UndeclaredAccess(f"{route.path}: more than one guard")
        return found.pop() if found else Permission.PUBLIC
    permission: Permission = getattr(getattr(route, "endpoint", None), "permission", Permission.PUBLIC)
    return permission


def _permissions(dependant: Dependant) -> Iterator[Permission]:
    for dependency in dependant.dependencies:
        if dependency.call in _GUARDS:
            yield _GUARDS[dependency.call]
        yield from _permissions(dependency)
