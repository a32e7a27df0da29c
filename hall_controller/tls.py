"""TLS of a server: version 1.3, and a certificate that is exchanged while the server runs."""

import asyncio
import ssl
from pathlib import Path

import structlog

from api.process.settings_file import ConfigurationError

LOOK_AGAIN_S = 600.0
"""How often a server looks whether its certificate was renewed; a month is left when it is."""
HSTS = ("Strict-Transport-Security", "max-age=31536000")
"""A browser that was here once asks over HTTPS only, for a year (RFC 6797)."""


class ServerTls:
    """`context` is what a server listens with; `refresh` reads certificate and key again after they were replaced."""

    def __init__(self, certificate: Path, key: Path, clients: Path | None = None) -> None:
        """`clients`: the authority of client certificates, which are then asked for; who shows none is let in all the same, and
        the application decides.
        """
        self._certificate = certificate
        self._key = key
        self._clients = clients
        self._seen: tuple[int, int] | None = None
        self._context: ssl.SSLContext | None = None

    @property
    def context(self) -> ssl.SSLContext:
        """
        Raises:
            ConfigurationError: a file can't be used.
        """
        if self._context is None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            self._load(context)
            if self._clients is not None:
                context.load_verify_locations(cafile=str(self._clients))
                context.verify_mode = ssl.CERT_OPTIONAL
            self._context = context
        return self._context

    def refresh(self) -> bool:
        """Whether there were new files; connections from now on have them.

        Raises:
            ConfigurationError: they can't be used, and the ones before stay in use.
        """
        if self._context is None or self._stamps() == self._seen:
            return False
        self._load(self._context)
        return True

    async def stay_fresh(self, look_again_s: float = LOOK_AGAIN_S) -> None:
        """Refresh from time to time, until cancelled. New files that can't be used are told once, and the old ones go on."""
        log = structlog.get_logger("hall_controller.tls")
        while True:
            await asyncio.sleep(look_again_s)
            try:
                if self.refresh():
                    log.info("certificate.renewed")
            except ConfigurationError as error:
                self._seen = self._stamps()
                log.error("certificate.unusable", detail=str(error))

    def _load(self, context: ssl.SSLContext) -> None:
        stamps = self._stamps()
        # Tried apart first: a context that has taken a certificate and refused its key would serve nobody.
        for trial in (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), context):
            try:
                trial.load_cert_chain(self._certificate, self._key)
            except (OSError, ssl.SSLError) as error:
                why = getattr(error, "reason", None) or error.strerror or type(error).__name__
                raise ConfigurationError(f"{self._certificate}, {self._key}: can't be used ({why})") from error
        self._seen = stamps

    def _stamps(self) -> tuple[int, int] | None:
        try:
            return self._certificate.stat().st_mtime_ns, self._key.stat().st_mtime_ns
        except OSError:
            return None
