"""The requests that the driver makes. Job and user names are always the same: a printer shows and keeps them."""

from collections.abc import Callable, Iterable
from itertools import count

from drivers.document_printer.ipp import Attribute, attribute, collection, encode
from drivers.document_printer.ipp_words import Group, Operation, Tag

USER = "tingtang"
JOB_NAME = "document"
"""Never whose document it is."""
A4 = "iso_a4_210x297mm"
"""PWG 5101.1."""
A4_SIZE = (21_000, 29_700)
"""In hundredths of a millimetre, as `media-size` has it."""
NORMAL_QUALITY = 4

ABILITIES = (
    "printer-make-and-model",
    "printer-device-id",
    "operations-supported",
    "document-format-supported",
    "media-supported",
    "media-source-supported",
    "pwg-raster-document-type-supported",
    "pwg-raster-document-resolution-supported",
    "print-color-mode-supported",
    "job-creation-attributes-supported",
    "identify-actions-supported",
)
CONDITION = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "queued-job-count",
    "marker-types",
    "marker-levels",
    "printer-output-tray",
)
JOB_CONDITION = ("job-state", "job-state-reasons", "job-media-sheets-completed", "job-impressions-completed")


class Requests:
    """Args: uri: of the printer, `ipp://localhost/ipp/print`."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._next: Callable[[], int] = count(1).__next__

    def printer_attributes(self, wanted: Iterable[str]) -> bytes:
        return self._request(Operation.GET_PRINTER_ATTRIBUTES, [_keywords("requested-attributes", wanted)])

    def my_unfinished_jobs(self) -> bytes:
        return self._request(
            Operation.GET_JOBS,
            [
                attribute("which-jobs", Tag.KEYWORD, "not-completed"),
                attribute("my-jobs", Tag.BOOLEAN, True),
                _keywords("requested-attributes", ["job-id", "job-state"]),
            ],
        )

    def create_job(self, options: Iterable[Attribute]) -> bytes:
        return self._request(Operation.CREATE_JOB, [_JOB_NAME, _NO_FIDELITY], options)

    def send_document(self, job: int, mime_type: str) -> bytes:
        return self._request(
            Operation.SEND_DOCUMENT,
            [
                attribute("job-id", Tag.INTEGER, job),
                _JOB_NAME_OF_DOCUMENT,
                attribute("document-format", Tag.MIME_TYPE, mime_type),
                attribute("last-document", Tag.BOOLEAN, True),
            ],
        )

    def print_job(self, mime_type: str, options: Iterable[Attribute]) -> bytes:
        return self._request(
            Operation.PRINT_JOB,
            [_JOB_NAME, _NO_FIDELITY, attribute("document-format", Tag.MIME_TYPE, mime_type)],
            options,
        )

    def job_attributes(self, job: int) -> bytes:
        return self._request(
            Operation.GET_JOB_ATTRIBUTES,
            [attribute("job-id", Tag.INTEGER, job), _keywords("requested-attributes", JOB_CONDITION)],
        )

    def cancel_job(self, job: int) -> bytes:
        return self._request(Operation.CANCEL_JOB, [attribute("job-id", Tag.INTEGER, job)])

    def identify(self) -> bytes:
        return self._request(Operation.IDENTIFY_PRINTER, [])

    def _request(self, operation: Operation, more: Iterable[Attribute], job: Iterable[Attribute] = ()) -> bytes:
        # RFC 8011 4.1.4: charset and language first, then the target, and the user before what follows.
        head = [
            attribute("attributes-charset", Tag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", Tag.LANGUAGE, "en"),
            attribute("printer-uri", Tag.URI, self._uri),
        ]
        target = [one for one in more if one.name == "job-id"]
        rest = [one for one in more if one.name != "job-id"]
        user = attribute("requesting-user-name", Tag.NAME, USER)
        groups: list[tuple[Group, Iterable[Attribute]]] = [(Group.OPERATION, [*head, *target, user, *rest])]
        options = list(job)
        if options:
            groups.append((Group.JOB, options))
        return encode(operation, self._next(), groups)


_JOB_NAME = attribute("job-name", Tag.NAME, JOB_NAME)
_JOB_NAME_OF_DOCUMENT = attribute("document-name", Tag.NAME, JOB_NAME)
_NO_FIDELITY = attribute("ipp-attribute-fidelity", Tag.BOOLEAN, False)


def _keywords(name: str, values: Iterable[str]) -> Attribute:
    return attribute(name, Tag.KEYWORD, *values)


def job_options(known: frozenset[str], *, colour: bool, tray: str = "") -> list[Attribute]:
    """How a document is printed: once, one-sided, on A4, as the printer knows how to be told.

    Args:
        tray: `media-source` keyword of the tray to take the paper from; empty: as the printer likes.
        known: `job-creation-attributes-supported`; empty: the printer doesn't say, and is told all.
    """
    options = [
        attribute("copies", Tag.INTEGER, 1),
        attribute("sides", Tag.KEYWORD, "one-sided"),
        _from_tray(tray) if tray else attribute("media", Tag.KEYWORD, A4),
        attribute("print-color-mode", Tag.KEYWORD, "color" if colour else "monochrome"),
        attribute("print-quality", Tag.ENUM, NORMAL_QUALITY),
        # The page is made for the whole sheet: fitted into the margins it would come out smaller.
        attribute("print-scaling", Tag.KEYWORD, "none"),
        # After it is printed nothing of it is kept to be printed again.
        attribute("job-retain-until", Tag.KEYWORD, "none"),
    ]
    if tray:
        # Never left out: a certificate on plain paper is none, and a blank under another paper is lost.
        known = known and known | {"media-col"}
    return [option for option in options if not known or option.name in known]


def _from_tray(tray: str) -> Attribute:
    across, down = A4_SIZE
    size = collection("media-size", attribute("x-dimension", Tag.INTEGER, across), attribute("y-dimension", Tag.INTEGER, down))
    return collection("media-col", size, attribute("media-source", Tag.KEYWORD, tray))
