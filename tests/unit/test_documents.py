"""Every link of our documents leads to a file that is there."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PARTS = ("docs", "systemd", "firmware_configs", "tests", "bench", "requirements")
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(found for part in PARTS for found in (PROJECT / part).rglob("*.md"))])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda found: str(found.relative_to(PROJECT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = [target for target in LINK.findall(document.read_text("utf-8")) if "://" not in target and "mailto:" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []
