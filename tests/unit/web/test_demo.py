import pytest

from hall_controller.web.demo_hands import control_address, line_address


@pytest.mark.parametrize(
    ("picture", "control"),
    [
        ("http://127.0.0.1:9000/led-1/picture.png", "http://127.0.0.1:9000/led-1"),
        ("http://127.0.0.1:9001/picture.png", "http://127.0.0.1:9001"),
        ("http://[::1]:9001/picture.png", "http://[::1]:9001"),
        ("http://localhost:9001/a/picture.png", "http://localhost:9001/a"),
    ],
)
def test_the_control_port_stands_before_the_picture(picture: str, control: str) -> None:
    assert control_address(picture) == control


@pytest.mark.parametrize(
    "picture",
    [
        None,
        "http://192.168.1.5/picture.png",
        "http://169.254.169.254/latest/picture.png",
        "http://example.org/picture.png",
        "https://127.0.0.1/picture.png",
        "file:///picture.png",
        "http://127.0.0.1:9000/led-1/other.png",
        "http://user@127.0.0.1/picture.png",
        "http://127.0.0.1.example.org/picture.png",
    ],
)
def test_no_other_address_is_ever_asked(picture: str | None) -> None:
    assert control_address(picture) is None


@pytest.mark.parametrize(
    ("control", "line", "address"),
    [
        ("http://127.0.0.1:9000/callpad-1", "hall-agent-ff68-1", "http://127.0.0.1:9000/hall-agent-ff68-1"),
        ("http://127.0.0.1:9000/callpad-1", "", None),
        ("http://127.0.0.1:9000/callpad-1", "../other", None),
        ("http://127.0.0.1:9000/callpad-1", "intranet.example", None),
        ("http://127.0.0.1:9001", "intranet", None),
        (None, "hall-agent-ff68-1", None),
    ],
)
def test_a_line_stands_beside_its_device_at_the_same_address(control: str | None, line: str, address: str | None) -> None:
    assert line_address(control, line) == address
