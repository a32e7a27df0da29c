"""Which findings bring others about, so that a technician begins where it began. Pure."""

from collections.abc import Sequence

from tingtang.doctor.finding import Explained, Finding, Level
from tingtang.doctor.symptoms import SYMPTOMS

_NETWORK = (
    "network.no-card",
    "network.no-link",
    "network.no-address",
    "network.own-address",
    "network.unknown-name",
    "network.unreachable",
    "network.no-answer",
    "network.address-twice",
)
_CLOCK = ("clock.before-release", "clock.off")
_DISK = ("disk.full", "disk.no-inodes", "disk.read-only", "disk.not-written", "disk.not-ours", "disk.missing")
_BROKER_GONE = ("broker.not-listening", "broker.not-a-broker")
_SERVICE_DOWN = ("service.failed", "service.restarts", "service.off", "service.absent", "service.out-of-memory")

CAUSES: dict[str, tuple[str, ...]] = {
    "clock.off": ("network.no-link", "network.no-address"),
    "clock.unsynchronised": _NETWORK,
    "clock.hall-silent": _NETWORK,
    "clock.before-release": ("clock.no-chip", *_NETWORK),
    "disk.not-written": ("disk.failing",),
    "disk.read-only": ("disk.failing",),
    "network.no-address": ("network.no-link",),
    "network.own-address": ("network.no-link",),
    "network.unknown-name": ("network.no-link", "network.no-address", "network.own-address"),
    "network.unreachable": ("network.no-link", "network.no-address", "network.own-address", "network.no-gateway"),
    "network.no-answer": ("network.no-link", "network.no-address", "network.own-address", "network.address-twice"),
    "certificate.soon": ("network.no-unit-server", *_NETWORK),
    "broker.not-listening": ("service.failed", "service.off"),
    "broker.certificate-not-yet": _CLOCK,
    "broker.certificate-expired": _CLOCK,
    "broker.wants-certificate": ("certificate.missing",),
    "broker.refuses-expired": ("certificate.expired",),
    "broker.refuses-certificate": ("certificate.foreign", "certificate.other-key", "certificate.missing"),
    "broker.cut-off": (*_NETWORK, "certificate.expired", *_CLOCK),
    "certificate.not-yet": _CLOCK,
    "certificate.expired": _CLOCK,
    "service.failed": ("settings.wrong", "settings.missing", "settings.password-unreadable", "release.dangling", *_DISK),
    "service.restarts": ("settings.wrong", "settings.missing", "disk.full", "memory.killed", "power.low-now"),
    "service.out-of-memory": ("memory.little",),
    "service.unit-broken": ("release.dangling",),
    "device.agent-silent": (*_SERVICE_DOWN, "settings.wrong"),
    "device.silent": ("device.line-dead",),
    "store.waits": (*_NETWORK, *_BROKER_GONE, "broker.refused", "broker.cut-off", "broker.no-controller"),
    "store.nearly-full": ("store.waits",),
    "store.no-numbers": ("broker.no-controller", "broker.cut-off"),
    "store.damaged": ("disk.failing",),
    "health.silent": (*_SERVICE_DOWN, "settings.wrong", *_DISK),
    "health.unwell": (*_DISK, *_BROKER_GONE),
    "kiosk.printer.no-agent": ("device.agent-silent", *_SERVICE_DOWN),
    "kiosk.printer.not-well": ("device.port-missing", "device.silent", "device.lost", "device.port-taken"),
    "kiosk.fonts.not-written": _DISK,
    "kiosk.fonts.missing": ("release.packages",),
    "kiosk.typing.missing": ("release.packages",),
}


def explain(found: Sequence[Finding]) -> list[Explained]:
    """Complete from the table, each with the causes that were found too; causes before what follows, the worst first."""
    present = {finding.code for finding in found}
    explained = [_complete(finding, present) for finding in found]
    order = list(Level)
    return sorted(explained, key=lambda one: (bool(one.because), -order.index(one.level)))


def _complete(finding: Finding, present: set[str]) -> Explained:
    row = SYMPTOMS[finding.code]
    because = tuple(cause for cause in CAUSES.get(finding.code, ()) if cause in present)
    return Explained(finding, finding.level or row.level, finding.sure or row.sure, row.who, because)
