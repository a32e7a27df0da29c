"""What docs/security.md says is tested has its test."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs/security.md").read_text("utf-8")


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(tests/[\w./-]+)`", TEXT))
    assert len(named) > 12
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    trust = {path.name for path in (ROOT / "tests/integration/trust").glob("test_*.py")}
    assert set(re.findall(r"`(test_\w+\.py)`", TEXT)) <= trust


def test_every_link_names_a_test() -> None:
    rows = TEXT.split("## Each link")[1].split("The authority:")[0].strip().splitlines()[2:]
    assert len(rows) > 10
    assert all("test" in row for row in rows), [row for row in rows if "test" not in row]


def test_the_pages_it_points_to_exist() -> None:
    for page in ("docs/security.md", "docs/operating/trust.md"):
        text = (ROOT / page).read_text("utf-8")
        links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
        assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []
