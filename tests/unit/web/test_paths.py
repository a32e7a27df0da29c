import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_controller.web.paths import safe_return_path


@pytest.mark.parametrize("path", ["/", "/desk", "/desk?window=3", "/devices?kind=a%2Fb#x"])
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert safe_return_path(path) == path


@pytest.mark.parametrize(
    "path",
    [None, "", "desk", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\nb", "\\\\evil"],
)
def test_anything_else_leads_to_the_entry(path: str | None) -> None:
    assert safe_return_path(path) == "/"


@given(st.text(max_size=40))
def test_a_return_path_never_names_another_host(text: str) -> None:
    path = safe_return_path(text)
    assert path.startswith("/")
    assert not path.startswith("//")
    assert "\\" not in path
