"""IPP on the wire: what the driver says an independent reader understands, and no answer, however damaged, breaks it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.document_printer.ipp import Garbled, attribute, decode, encode, is_whole_request
from drivers.document_printer.ipp_words import Group, Operation, Tag
from drivers.document_printer.requests import Requests, job_options
from drivers.emulators import ipp_message as other

REQUESTS = Requests("ipp://localhost/ipp/print")
ANSWER = other.answer(
    other.OK,
    7,
    [
        (
            other.PRINTER_GROUP,
            [
                ("printer-state", other.ENUM, (3,)),
                ("printer-state-reasons", other.KEYWORD, ("media-low-warning", "cover-open-error")),
                ("printer-is-accepting-jobs", other.BOOLEAN, (True,)),
                ("marker-levels", other.INTEGER, (-1, 40)),
                ("resolution", other.RESOLUTION, (300,)),
            ],
        )
    ],
)


def test_a_request_is_what_a_printer_reads() -> None:
    said = other.read(REQUESTS.create_job(job_options(frozenset(), colour=True)))
    assert said.operation == Operation.CREATE_JOB
    assert list(said.attributes)[:4] == [
        "attributes-charset",
        "attributes-natural-language",
        "printer-uri",
        "requesting-user-name",
    ]
    assert said.text("media") == "iso_a4_210x297mm"
    assert said.text("sides") == "one-sided"
    assert said.text("print-color-mode") == "color"
    assert said.integer("copies") == 1


def test_the_target_job_stands_before_who_asks_for_it() -> None:
    names = list(other.read(REQUESTS.job_attributes(12)).attributes)
    assert names.index("job-id") == names.index("requesting-user-name") - 1


def test_a_printer_is_told_only_what_it_knows() -> None:
    assert {option.name for option in job_options(frozenset({"copies", "media"}), colour=False)} == {"copies", "media"}


def test_nothing_in_a_request_names_a_person() -> None:
    for request in (REQUESTS.create_job([]), REQUESTS.send_document(3, "image/pwg-raster")):
        said = other.read(request)
        assert {said.text(name) for name in ("job-name", "document-name") if name in said.attributes} == {"document"}
        assert said.text("requesting-user-name") == "tingtang"


def test_each_request_has_a_number_of_its_own() -> None:
    requests = Requests("ipp://localhost/ipp/print")
    assert {other.read(requests.cancel_job(1)).number for _ in range(3)} == {1, 2, 3}


def test_an_answer_is_read_by_its_groups_with_all_values() -> None:
    printer = decode(ANSWER).group(Group.PRINTER)
    assert printer["printer-state"] == (3,)
    assert printer["printer-state-reasons"] == ("media-low-warning", "cover-open-error")
    assert printer["printer-is-accepting-jobs"] == (True,)
    assert printer["marker-levels"] == (-1, 40)


def test_collections_are_walked_over() -> None:
    """As in `media-col-ready`: a collection in a collection, then an attribute that is wanted."""
    inner = b"\x4a\x00\x00\x00\x01x" + b"\x21\x00\x00\x00\x04\x00\x00\x00\x05" + b"\x37\x00\x00\x00\x00"
    outer = b"\x34\x00\x01m\x00\x00" + b"\x4a\x00\x00\x00\x01s" + b"\x34\x00\x00\x00\x00" + inner + b"\x37\x00\x00\x00\x00"
    body = b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + outer + b"\x21\x00\x01n\x00\x04\x00\x00\x00\x09\x03"
    printer = decode(body).group(Group.PRINTER)
    assert printer["n"] == (9,)
    assert printer["m"] == ()


@pytest.mark.parametrize("end", range(len(ANSWER)))
def test_an_answer_that_breaks_off_is_no_answer(end: int) -> None:
    with pytest.raises(Garbled):
        decode(ANSWER[:end])


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for body in (data, b"\x02\x00\x00\x00\x00\x00\x00\x01" + data):
        try:
            decode(body)
        except Garbled:
            continue


@settings(deadline=None)
@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1, max_size=5), st.text(max_size=40))
def test_what_is_encoded_is_decoded(numbers: list[int], text: str) -> None:
    attributes = [attribute("some-numbers", Tag.INTEGER, *numbers), attribute("some-text", Tag.NAME, text)]
    found = decode(encode(0, 1, [(Group.JOB, attributes)])).group(Group.JOB)
    assert found == {"some-numbers": tuple(numbers), "some-text": (text,)}


def test_a_document_behind_a_request_makes_it_something_else() -> None:
    request = REQUESTS.send_document(3, "image/pwg-raster")
    assert is_whole_request(request)
    assert not is_whole_request(request + b"R")
    assert not is_whole_request(b"RaS2PwgRaster")
