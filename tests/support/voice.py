"""The voice clips, made once per test run."""

from pathlib import Path

import pytest

from drivers.speaker.clips import build


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All clips, by the real espeak-ng."""
    folder = tmp_path_factory.mktemp("clips")
    build(folder)
    return folder
