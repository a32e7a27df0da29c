"""Objects of one test file only: what earlier tests left is set aside, so that a search for what lives on is quick."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def new_objects_only() -> Iterator[None]:
    """`gc.collect()` and `gc.get_objects()` look at nothing that was there before this module's tests."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
