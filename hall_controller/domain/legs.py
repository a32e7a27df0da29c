"""The legs of a visit: what is done together at one queue, and what follows (受理 → 收费 → 出件)."""

from collections.abc import Iterable

from hall_controller.domain.rules import Rules, ServiceRule
from hall_controller.domain.state import Leg


def legs_of(rules: Rules, services: Iterable[ServiceRule]) -> list[Leg]:
    """The visit's legs in order: services of one queue and skill are one leg, each service's followers come after it.

    A follower that several items share is done once, after the last of them.
    """
    services = list(services)
    if len(services) == 1 and not services[0].then:
        # Most visits, and each take asks.
        only = services[0]
        return [Leg(only.id, only.queue, (only.id,), only.skill)]
    chosen = list(dict.fromkeys(service.id for service in services))
    after = dict.fromkeys(later for ident in chosen for later in followers(rules, ident) if later not in chosen)
    stops: dict[tuple[str, str], Leg] = {}
    for ident in chosen:
        service = rules.services[ident]
        stop = service.queue, service.skill
        items = (*stops[stop].items, ident) if stop in stops else (ident,)
        stops[stop] = Leg(items[0], service.queue, items, service.skill)
    later = [rules.services[ident] for ident in after]
    return [*stops.values(), *(Leg(service.id, service.queue, (service.id,), service.skill) for service in later)]


def legs_with(rules: Rules, service: ServiceRule, plan: Iterable[Leg]) -> list[Leg]:
    """The visit from now on when this service comes next, before `plan`: it and what follows from it, each once."""
    first, *after = legs_of(rules, [service])
    rest = [leg for leg in plan if leg.items != first.items]
    planned = {item for leg in rest for item in leg.items}
    return [first, *(leg for leg in after if leg.service not in planned), *rest]


def followers(rules: Rules, ident: str) -> Iterable[str]:
    """What follows a service, and what follows that; a circle in the configuration ends where it began."""
    seen = {ident}
    ahead = list(rules.services[ident].then)
    while ahead:
        following = ahead.pop(0)
        if following in seen or following not in rules.services:
            continue
        seen.add(following)
        yield following
        ahead = [*rules.services[following].then, *ahead]
