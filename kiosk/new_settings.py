"""A changed settings file: the kiosk ends when nobody stands there, and systemd starts it with the new one, in a few seconds.

A file that can't be used changes nothing; the log says why, once for each change.
"""

from pathlib import Path

import structlog

from api.process.file_watch import POLL_S, FileWatch
from api.process.settings_file import ConfigurationError
from kiosk.settings import KioskSettings, load_settings

QUIET_S = 10.0
"""Who has just taken a slip may touch the screen once more."""


class NewSettings:
    """Reads the file when it changed; `poll` it often, it looks at the disk every POLL_S.

    Args:
        running: what this process was started with.
        now_s: monotonic.
    """

    def __init__(self, path: Path, running: KioskSettings, now_s: float) -> None:
        self._path = path
        self._running = running
        self._watch = FileWatch(path)
        self._looked_s = now_s
        self._quiet_since_s = now_s
        self._wanted = False
        self._log = structlog.get_logger("kiosk.settings")

    def poll(self, now_s: float, *, somebody: bool) -> bool:
        """Whether the process is to end now, to be started with the new file.

        Args:
            somebody: a session runs, or a menu is open.
        """
        if somebody:
            self._quiet_since_s = now_s
        if now_s - self._looked_s >= POLL_S:
            self._looked_s = now_s
            if self._watch.poll():
                self._wanted = self._differs()
        return self._wanted and now_s - self._quiet_since_s >= QUIET_S

    def _differs(self) -> bool:
        try:
            wanted = load_settings(self._path)
        except ConfigurationError as error:
            self._log.error("configuration not usable, the one before stays", problems=str(error))
            return False
        if wanted == self._running:
            return False
        self._log.info("configuration changed, a new start as soon as nobody is there")
        return True
