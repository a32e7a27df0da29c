"""`screen.toml`: which page a television shows."""

from pathlib import Path

from pydantic import Field

from api.process.settings_file import LogSection, Section, load_file


class ScreenSection(Section):
    url: str = Field(pattern=r"^https?://[^\s/]+/screen\?id=[a-z0-9-]{1,32}$")
    """The controller's page for this screen, such as `http://10.20.0.2:8080/screen?id=screen-1`."""
    profile: Path = Path("/var/lib/tingtang/screen")
    """The browser's folder; may be emptied at any time."""


class ScreenSettings(Section):
    screen: ScreenSection
    log: LogSection = LogSection()


def load_settings(path: Path) -> ScreenSettings:
    """
    Raises:
        ConfigurationError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    return load_file(path, ScreenSettings)
