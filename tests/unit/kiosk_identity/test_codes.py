"""What a scanned code is: this product's own papers, show-codes, and everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.credentials.issuer import Form
from api.credentials.keys import Algorithm
from api.ids import new_id
from api.messages.hall_commands import Book
from hall_controller.domain.follow import follow_address
from hall_controller.domain.rules import Rules
from kiosk.flow.identity.codes import CodeKind, SeenCode, recognise
from tests.support.credentials import NUMBER, Issuance
from tests.support.hall_core import MANAGER, CoreHall, core_config

ID = "01JD0V7C5B8R2M6X9K3T1W4Q7P"


@pytest.mark.parametrize("public_url", ["", "https://hall.example.gov.cn", "http://10.0.0.5:8080/tingtang"])
def test_the_code_on_a_ticket(public_url: str) -> None:
    rules = Rules(core_config())
    rules.public_url = public_url
    ident = new_id()
    assert recognise(follow_address(rules, ident).encode()) == SeenCode(CodeKind.TICKET, ident)


def test_a_bookings_id_and_its_number() -> None:
    document = core_config().model_dump()
    document["queues"][0]["booking"] = {"slot_min": 30}
    core = CoreHall(Rules(type(core_config()).model_validate(document)))
    core.open(1)
    booked = core.do(Book(service="s-a", day="2025-11-21", slot="09:30", holder="H" * 24), MANAGER)["ticket"]
    assert recognise(booked["id"].encode()) == SeenCode(CodeKind.TICKET, booked["id"])
    assert recognise(booked["number"].encode()) == SeenCode(CodeKind.BOOKING, booked["number"])


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("form", list(Form))
def test_a_show_code_is_recognised_by_its_form_and_nothing_of_it_is_kept(algorithm: Algorithm, form: Form) -> None:
    seen = recognise(Issuance(algorithm, form).code().encode())
    assert seen == SeenCode(CodeKind.SHOW_CODE)
    assert NUMBER not in repr(seen)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"{ID}/17", CodeKind.PAPER_NUMBER, f"{ID}/17"),
        ("http://hall/pad/12", CodeKind.RATING, "12"),
        ("https://hall.gov.cn/a/pad/3?lang=en", CodeKind.RATING, "3"),
        (f"https://hall/t/{ID}?lang=mn", CodeKind.TICKET, ID),
        (f" {ID}\r\n", CodeKind.TICKET, ID),
        ("https://hall/pad/0", CodeKind.OTHER, ""),
        ("https://hall/pad/1234", CodeKind.OTHER, ""),
        (f"https://hall/t/{ID}/cancel", CodeKind.OTHER, ""),
        (f"ftp://hall/t/{ID}", CodeKind.OTHER, ""),
        (f"https://evil/?x=/t/{ID}", CodeKind.OTHER, ""),
        ("https://example.org", CodeKind.OTHER, ""),
        ("9" + ID[1:], CodeKind.OTHER, ""),
        ("WIFI:S:hall;T:WPA;P:secret;;", CodeKind.OTHER, ""),
        ("6901234567892", CodeKind.OTHER, ""),
        ("A1" * 600, CodeKind.OTHER, ""),
        ("", CodeKind.OTHER, ""),
    ],
)
def test_other_payloads(text: str, kind: CodeKind, value: str) -> None:
    assert recognise(text.encode()) == SeenCode(kind, value)


def test_chinese_text_is_something_else() -> None:
    assert recognise("亮码".encode()).kind is CodeKind.OTHER


@given(st.binary(max_size=1500))
def test_any_bytes_are_something(data: bytes) -> None:
    assert recognise(data).kind in CodeKind
