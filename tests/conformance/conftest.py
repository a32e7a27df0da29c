from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.bench import Bench, bench_for
from tests.conformance.devices import SUBJECTS, Subject
from tests.support.voice import clips

__all__ = ["clips"]


@pytest.fixture(params=SUBJECTS, ids=str)
def bench(request: pytest.FixtureRequest, tmp_path: Path, clips: Path) -> Iterator[Bench]:
    """Its worker isn't started yet."""
    subject: Subject = request.param
    with bench_for(subject, tmp_path, clips) as made:
        yield made
