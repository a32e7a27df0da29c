import json
from http import HTTPStatus

import httpx
import pytest
from pydantic import ValidationError

from api.http.problems import Problem
from hall_controller.web.demo_hands import DemoHands, control_address, line_address
from hall_controller.web.demo_words import InjectFault, Press


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


MENU = {"keys": [{"name": "next", "zh": "下一位", "en": "Next", "takes": "", "at": [0, 0, 1, 1]}], "faults": [], "fault": "none"}
PICTURE = "http://127.0.0.1:9000/callpad-1/picture.png"


def hands(status: int, body: bytes, asked: list[str]) -> DemoHands:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, content=body)

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return DemoHands(lambda address: PICTURE if address == "hall-agent/callpad-1" else None, lambda _: "line-1", client)


async def test_a_menu_is_asked_where_the_device_says_it_is_and_handed_on() -> None:
    asked: list[str] = []
    demo = hands(200, json.dumps(MENU | {"more": "than a menu has"}).encode(), asked)
    response = await demo.menu(demo.device("hall-agent", "callpad-1"))
    assert json.loads(bytes(response.body)) == MENU
    demo = hands(200, json.dumps(MENU).encode(), asked)
    response = await demo.menu(demo.line("hall-agent", "callpad-1"))
    assert json.loads(bytes(response.body)) == MENU
    assert asked == ["http://127.0.0.1:9000/callpad-1/menu", "http://127.0.0.1:9000/line-1/menu"]


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b"<html>", HTTPStatus.BAD_GATEWAY),
        (500, b"", HTTPStatus.BAD_GATEWAY),
        (302, b"", HTTPStatus.BAD_GATEWAY),
        (404, b"{}", HTTPStatus.NOT_FOUND),
        (200, json.dumps(MENU | {"faults": [{"name": "x" * 99, "zh": "", "en": ""}]}).encode(), HTTPStatus.BAD_GATEWAY),
    ],
)
async def test_what_is_no_menu_is_a_problem(status: int, body: bytes, told: HTTPStatus) -> None:
    demo = hands(status, body, [])
    with pytest.raises(Problem) as refused:
        await demo.menu(demo.device("hall-agent", "callpad-1"))
    assert refused.value.status == told


def test_a_device_without_a_picture_has_no_controls() -> None:
    with pytest.raises(Problem) as refused:
        hands(200, b"", []).device("hall-agent", "led-1")
    assert refused.value.status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("key", ["next", "transfer:12", "card:foreigner-2023", "BAD:207,208", "set:-12.5", "code:京A·12 ü", "1"])
def test_keys_may_carry_what_is_typed(key: str) -> None:
    assert Press(key=key).key == key


@pytest.mark.parametrize("key", ["", "a b", "../x", "code:", "code:a\nb", "code:" + "x" * 201, ":x", "下一位"])
def test_other_keys_are_refused(key: str) -> None:
    with pytest.raises(ValidationError):
        Press(key=key)


@pytest.mark.parametrize("fault", ["", "Silent", "a:1", "../x", "x" * 31])
def test_other_faults_are_refused(fault: str) -> None:
    with pytest.raises(ValidationError):
        InjectFault(fault=fault)
