"""What all tests of upgrades share."""

import os

import pytest


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends loses nothing that it wrote: waiting for the disk would only cost time here."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
