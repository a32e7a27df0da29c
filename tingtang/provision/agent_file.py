"""`agent.toml` of one unit: its lines and devices as they are wired."""

from collections.abc import Sequence
from typing import Any

from api.messages.pads import PAD_PREFIX
from api.process.layout import Layout, Role
from tingtang.provision.access import METRICS_PORTS, broker_section
from tingtang.provision.parts import LineSection
from tingtang.provision.site import Site, names_of
from tingtang.provision.wired import Wired, line_port

WITH_A_WINDOW = frozenset({"call-pad", "rating-pad"})
"""Kinds whose driver must know which window's keys it hears."""


def agent_document(
    site: Site, node: str, place: str, lines: Sequence[LineSection], devices: Sequence[Wired], *, terminal: bool, layout: Layout
) -> dict[str, Any]:
    """The whole file.

    Args:
        lines, devices: of this agent.
        terminal: it stands in a kiosk and speaks to the broker there.
        layout: of the unit the file is for.
    """
    return {
        "agent": {"site": site.site.id, "node": node, "place": place, "data_dir": str(layout.data / "agent")},
        "broker": broker_section(site, "agent", node, terminal=terminal, layout=layout),
        "metrics": {"port": METRICS_PORTS[Role.AGENT]},
        "buses": [_line(line, place) for line in lines],
        "devices": [_device(one, site, layout) for one in devices],
    }


def _line(line: LineSection, place: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": line.id,
        "kind": line.bus,
        "place": place,
        "link": {"type": "serial", "port": line_port(line), "baud": line.baud},
    }
    if line.profile:
        found["profile"] = line.profile
    return found


def _device(one: Wired, site: Site, layout: Layout) -> dict[str, Any]:
    found: dict[str, Any] = {"id": one.id, "kind": one.model.kind, "place": names_of(one.place, "zh-CN")}
    if one.switch:
        found["switch"] = one.switch
    found |= one.options
    if one.window is not None and one.model.kind in WITH_A_WINDOW:
        found["window"] = one.window
    if one.model.kind == "led-board" and one.zones:
        found["overview"] = True
    if one.model.kind == "speaker":
        found |= {"clips": str(layout.clips), "timezone": site.site.timezone}
    if one.line is not None:
        return found | {"bus": one.line.id, "address": one.address}
    return found | {"link": _link(one, site)}


def _link(one: Wired, site: Site) -> dict[str, Any]:
    match one.model.wire:
        case "tcp" | "udp":
            return {"type": one.model.wire, "host": str(one.host), **one.model.link}
        case "input":
            return {"type": "input", "device": one.port_name, **one.model.link}
        case "mqtt":
            return {"type": "mqtt", "topic": f"{PAD_PREFIX}/{site.site.id}/{one.account}", **one.model.link}
        case "sound":
            return {"type": "aplay", "device": one.sound_output, **one.model.link}
        case _:
            return {"type": "serial", "port": one.port_name, **one.model.link}
