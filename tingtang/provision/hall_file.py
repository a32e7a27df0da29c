"""`hall.toml` of the controller: the site's windows, zones and terminals, and which devices are bound to each."""

from collections.abc import Sequence
from typing import Any

from tingtang.provision.ranges import numbers
from tingtang.provision.services_table import read_services
from tingtang.provision.site import Site
from tingtang.provision.wired import Wired


def hall_document(site: Site, devices: Sequence[Wired]) -> dict[str, Any]:
    """The whole file; `hall_controller.config` checks it.

    Raises:
        ConfigurationError: the table of services can't be used.
    """
    bound = {one.full_id for one in devices if one.window is not None or one.zones}
    return {
        "hall": {
            "site": site.site.id,
            "names": dict(site.site.names),
            "timezone": site.site.timezone,
            "voice_languages": list(site.site.voice_languages),
        },
        "hours": site.hours.model_dump(mode="json", exclude_defaults=True),
        "duty": site.duty.model_dump(mode="json", exclude_defaults=True),
        "devices": [one.full_id for one in devices if one.full_id not in bound],
        "terminals": [{"node": kiosk.node, "names": dict(kiosk.names), "zone": kiosk.zone} for kiosk in site.kiosks],
        "zones": [_zone(site, zone.id, devices) for zone in site.zones],
        "queues": [queue.model_dump(mode="json", exclude_defaults=True) for queue in site.queues],
        "windows": _windows(site, devices),
        "packages": [package.model_dump(mode="json", exclude_defaults=True) for package in site.packages],
        "services": read_services(site.site.services),
    }


def _zone(site: Site, name: str, devices: Sequence[Wired]) -> dict[str, Any]:
    zone = next(zone for zone in site.zones if zone.id == name)
    found: dict[str, Any] = {
        "id": zone.id,
        "names": dict(zone.names),
        "speakers": [one.full_id for one in devices if one.model.kind == "speaker" and zone.id in one.zones],
        "overview_leds": [one.full_id for one in devices if one.model.kind == "led-board" and zone.id in one.zones],
        "screens": [screen.node for screen in site.screens if zone.id in screen.zones],
    }
    found |= {key: dict(text) for key in ("floor", "area", "direction") if (text := getattr(zone, key)) is not None}
    if zone.expected_calls_per_hour is not None:
        found["voice"] = {"expected_calls_per_hour": zone.expected_calls_per_hour}
    return found


def _windows(site: Site, devices: Sequence[Wired]) -> list[dict[str, Any]]:
    zones = {number: zone.id for zone in site.zones if zone.windows for number in numbers(zone.windows)}
    at: dict[int, list[Wired]] = {}
    for one in devices:
        if one.window is not None:
            at.setdefault(one.window, []).append(one)
    found = []
    for row in site.windows:
        for number in numbers(row.numbers):
            kinds = {kind: [one.full_id for one in at.get(number, []) if one.model.kind == kind] for kind in _BOUND}
            window = row.model_dump(mode="json", exclude_defaults=True, exclude={"numbers"})
            window |= {"number": number, "zone": zones[number], "leds": kinds["led-board"]}
            window |= {key: kinds[kind][0] for kind, key in _BOUND.items() if key and kinds[kind]}
            found.append(window)
    return sorted(found, key=lambda window: int(window["number"]))


_BOUND = {"led-board": "", "rating-pad": "rating_pad", "call-pad": "call_pad"}
"""Kind of a window's device → its key; strips stand in a list."""
