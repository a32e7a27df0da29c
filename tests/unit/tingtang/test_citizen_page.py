"""The demo's page: what its invented citizen takes out is what a reader, a scanner and a kiosk's own check would take."""

import json
import time
from pathlib import Path

import httpx
import pytest

from api.credentials.keys import PublicKey
from api.credentials.nonce import BYTES, NonceCode, nonce_text
from api.credentials.trust_list import open_trust_list
from api.credentials.verify import verify_code
from api.text.catalogue import read_catalogue
from tingtang.demo.citizen_page import Place, create_app
from tingtang.demo.identity_files import IdentityFiles
from tingtang.demo.person import CARD_PRESS, DEMO_PERSON

HALL = "610124-01"
NONCE = bytes(range(BYTES)).hex()


class Desk:
    """A kiosk and its emulated devices, as HTTP; remembers what was pressed."""

    def __init__(self, nonce_code: str = "") -> None:
        self.nonce_code = nonce_code
        self.pressed: list[tuple[str, str]] = []
        self.status = 200

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/state":
            return httpx.Response(200, json={"screen": "scan-now", "nonce_code": self.nonce_code})
        self.pressed.append((request.url.path, json.loads(request.content)["key"]))
        return httpx.Response(self.status)


class Page:
    """The page over `Desk`, and the trust list that a kiosk would check its codes with."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.files = IdentityFiles(folder)
        self.files.write()
        place = Place(
            port=1,
            hall=HALL,
            issuer=self.files.issuer.root_file.parent,
            kiosk_url="http://kiosk",
            card_url="http://devices/idcard-1",
            scanner_url="http://devices/scanner-1",
            services=("登记查询 · Records",),
        )
        outside = httpx.AsyncClient(transport=httpx.MockTransport(desk.answer))
        app = create_app(place, read_catalogue(), outside)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://page", follow_redirects=True, timeout=10
        )

    def holder_of(self, code: str, nonce: str = "") -> tuple[str, bool]:
        root = PublicKey.model_validate_json(self.files.issuer.root_file.read_bytes())
        trust = open_trust_list(self.files.trust_list.read_text("ascii"), root)
        good = verify_code(code.encode(), trust, hall=HALL, now_s=time.time(), nonce=nonce)
        return good.holder.number, good.bound


async def test_it_says_who_the_citizen_is_and_where_that_is_asked(tmp_path: Path) -> None:
    text = (await Page(tmp_path, Desk()).client.get("/")).text
    for word in (DEMO_PERSON.name, DEMO_PERSON.number, "登记查询 · Records", "An invented citizen"):
        assert word in text


async def test_the_card_is_laid_down_and_taken_away(tmp_path: Path) -> None:
    desk = Desk()
    page = Page(tmp_path, desk)
    assert "The card lies on the reader." in (await page.client.post("/card/lay")).text
    await page.client.post("/card/lift")
    assert desk.pressed == [("/idcard-1/press", CARD_PRESS), ("/idcard-1/press", "lift")]
    desk.status = 404
    assert "answer" in (await page.client.post("/card/lay")).text


async def test_a_code_is_new_each_time_and_good_for_this_hall(tmp_path: Path) -> None:
    desk = Desk()
    page = Page(tmp_path, desk)
    assert "No code was shown yet." in (await page.client.post("/code/again")).text
    await page.client.post("/code/show")
    await page.client.post("/code/show")
    await page.client.post("/code/again")
    codes = [key.removeprefix("code:") for _, key in desk.pressed]
    assert codes[0] != codes[1] == codes[2]
    assert page.holder_of(codes[0]) == (DEMO_PERSON.number, False)


async def test_what_the_kiosk_wants_signed_is_signed(tmp_path: Path) -> None:
    desk = Desk(nonce_text(NonceCode(HALL, NONCE)))
    page = Page(tmp_path, desk)
    assert "signed for this moment" in (await page.client.post("/code/show")).text
    [(_, key)] = desk.pressed
    assert page.holder_of(key.removeprefix("code:"), NONCE) == (DEMO_PERSON.number, True)


@pytest.mark.parametrize("said", ["<script>", "nonsense", "__class__"])
async def test_a_strange_address_shows_nothing_strange(tmp_path: Path, said: str) -> None:
    text = (await Page(tmp_path, Desk()).client.get("/", params={"said": said})).text
    assert "<script>" not in text
    assert 'class="said"' not in text
