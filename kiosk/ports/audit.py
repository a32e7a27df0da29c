"""Audit events into the log."""

import structlog

from kiosk.flow.audit import AuditEvent, AuditKind


class LogAudit:
    """Implements `kiosk.flow.audit.AuditPort`."""

    def __init__(self) -> None:
        self._log = structlog.get_logger("kiosk.audit")

    def record(self, event: AuditEvent) -> None:
        log = self._log.error if event.kind is AuditKind.FAILSAFE else self._log.info
        log(event.kind.value, step=event.step, code=event.code)
