"""`kiosk.toml` of one terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.process.layout import Layout, Role
from tingtang.provision.access import METRICS_PORTS, broker_section
from tingtang.provision.secrets_folder import PERSON_KEY, TECHNICIAN_CODE, Secrets
from tingtang.provision.site import KioskUnit, Site, TerminalType, names_of
from tingtang.provision.udev import CAMERA
from tingtang.provision.wired import DEV, Wired

ROLES: Mapping[str, str] = {"keypad": "keypad", "speaker": "speaker", "headphones": "headphones"}
"""First part of a device's id → key of `[kiosk]`: a terminal may have two sound outputs, so their kind doesn't tell."""
IDENTITY: Mapping[str, str] = {"id-card-reader": "card", "scanner": "scanner"}
"""Kind → key of `[identity]`."""


def kiosk_document(
    site: Site, kiosk: KioskUnit, kind: TerminalType, devices: Sequence[Wired], secrets: Secrets, layout: Layout
) -> dict[str, Any]:
    """The whole file. `devices`: of the terminal's agent. `secrets`: only what is there is named.

    Raises:
        ValueError: the terminal has no receipt printer.
    """
    by_kind = {one.model.kind: one.full_id for one in devices}
    if "receipt-printer" not in by_kind:
        raise ValueError(f"{kiosk.node}: a terminal needs a receipt printer")
    by_role = {one.id.rsplit("-", 1)[0]: one.full_id for one in devices}
    made: dict[str, Any] = {
        "kiosk": {
            "site": site.site.id,
            "node": kiosk.node,
            "data_dir": str(layout.data_of(Role.KIOSK)),
            "place": names_of(kiosk.names, "zh-CN"),
            "printer": by_kind["receipt-printer"],
            "fonts": str(layout.fonts),
            "timezone": site.site.timezone,
            **{key: by_role[role] for role, key in ROLES.items() if role in by_role},
        },
        "broker": broker_section(site, "kiosk", kiosk.node, terminal=True, layout=layout),
        "metrics": {"port": METRICS_PORTS[Role.KIOSK]},
        "display": kind.display.model_dump(mode="json", include={"width", "height", "diagonal_in", "rotation"}),
        "zone": {"maintainer_phone": site.duty.maintainer_phone},
        "identity": _identity(kind, by_kind, layout),
    }
    if secrets.has(TECHNICIAN_CODE):
        made["technician"] = {"code_file": str(layout.credential(Role.KIOSK, TECHNICIAN_CODE))}
    if "document-printer" in by_kind:
        made["documents"] = {"printer": by_kind["document-printer"]}
    for table, keys in kind.kiosk.items():
        made[table] = {**made.get(table, {}), **keys}
    return made


def _identity(kind: TerminalType, by_kind: Mapping[str, str], layout: Layout) -> dict[str, Any]:
    found: dict[str, Any] = {key: by_kind[name] for name, key in IDENTITY.items() if name in by_kind}
    if kind.camera is not None:
        camera = {"device": f"{DEV}/{CAMERA}", "width": kind.camera.width, "height": kind.camera.height}
        found |= {"camera": camera, "models": str(layout.models)}
    if found:
        found["person_key"] = str(layout.credential(Role.KIOSK, PERSON_KEY))
    return found
