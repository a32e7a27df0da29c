"""Models of the technician's screens. Words stand in the section `technician`, those of the self-test in `check`."""

from collections.abc import Sequence
from typing import TypeVar

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.steps.technician.pages import ROWS, pages_of
from kiosk.flow.steps.technician.work import ERASE
from kiosk.flow.technician.ports import ROTATIONS
from kiosk.flow.technician.views import (
    CheckShown,
    DevicesShown,
    LogShown,
    NetworkShown,
    Note,
    Page,
    RotationChoice,
    StockCount,
    TechnicianCode,
    TechnicianMenu,
    TechnicianNote,
    TechnicianView,
    TouchGrid,
)
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.models import KeypadModel, MessageModel, PickModel, ScreenModel
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.technician_models import GridModel
from kiosk.view_models.texts import Texts

SECTION = "technician"
DIGITS = "1234567890"
HIDDEN = "●"
ICONS = {
    Page.TOUCH: "touch",
    Page.CHECK: "check",
    Page.DEVICES: "printer",
    Page.SCAN: "camera",
    Page.NETWORK: "globe",
    Page.LOG: "note",
    Page.STOCK: "document",
    Page.ROTATION: "again",
    Page.BUNDLE: "copy",
    Page.SERVICE: "cross",
    Page.RESTART: "exit",
}
TONES = {
    Note.TESTED: Tone.GOOD,
    Note.BUNDLE_THERE: Tone.GOOD,
    Note.STOCK_KEPT: Tone.GOOD,
    Note.ROTATION_KEPT: Tone.GOOD,
    Note.SCANNED: Tone.GOOD,
    Note.RESTART: Tone.CAUTION,
    Note.SWITCH_OFF: Tone.CAUTION,
    Note.TEST_FAILED: Tone.PROBLEM,
    Note.BUNDLE_FAILED: Tone.PROBLEM,
    Note.NOT_KEPT: Tone.PROBLEM,
    Note.NOT_SCANNED: Tone.PROBLEM,
}
NOTE_ICONS = {Tone.CALM: "clock", Tone.GOOD: "check", Tone.CAUTION: "warning", Tone.PROBLEM: "warning"}
AT_WORK = frozenset({Note.TESTING, Note.COLLECTING})
Row = TypeVar("Row")


def technician_model(view: TechnicianView, kiosk_texts: Texts) -> ScreenModel:
    texts = kiosk_texts.of(SECTION)
    match view:
        case TechnicianCode():
            return _code(view, texts)
        case TechnicianMenu():
            return _menu(view, texts)
        case TouchGrid():
            return _grid(view, texts)
        case CheckShown():
            return _check(view, texts)
        case DevicesShown():
            return _devices(view, texts)
        case NetworkShown():
            return _network(view, texts)
        case LogShown():
            return _log(view, texts)
        case StockCount():
            return _stock(view, texts)
        case RotationChoice():
            return _rotation(view, texts)
        case TechnicianNote():
            return _note(view, texts)


def _keys(typed: str, texts: Texts) -> tuple[Button, ...]:
    digits = tuple(Button(f"key.{digit}", digit, Intent(IntentKind.KEY, digit)) for digit in DIGITS)
    return (*digits, Button("key.erase", texts("erase"), Intent(IntentKind.KEY, ERASE), enabled=bool(typed)))


def _confirm(texts: Texts, *, enabled: bool = True) -> Button:
    return Button("technician.confirm", texts("confirm"), Intent(IntentKind.CONFIRM), icon="check", enabled=enabled)


def _code(view: TechnicianCode, texts: Texts) -> KeypadModel:
    problem = texts("code.wait", seconds=view.wait_s) if view.wait_s else texts("code.wrong") if view.wrong else ""
    return KeypadModel(
        title=texts("code.title"),
        text=texts("code.text"),
        typed=HIDDEN * len(view.typed),
        empty=texts("code.empty"),
        letters=(),
        digits=_keys(view.typed, texts),
        buttons=(_confirm(texts, enabled=bool(view.typed)),),
        problem=problem,
    )


def _menu(view: TechnicianMenu, texts: Texts) -> PickModel:
    record = view.record
    known = (
        texts("menu.record", at=record.at, verdict=texts(f"verdict.{record.verdict}")) if record.at else texts("menu.no-record")
    )
    cards = tuple(
        Button(
            f"technician.{page}",
            texts(f"page.{page}"),
            Intent(IntentKind.CHOOSE, page.value),
            icon=ICONS[page],
        )
        for page in view.pages
    )
    leave = Button("technician.leave", texts("leave"), Intent(IntentKind.CONFIRM), icon="home")
    return PickModel(texts("menu.title"), known, cards, None, None, "", "", actions=(leave,))


def _grid(view: TouchGrid, texts: Texts) -> GridModel:
    fields = tuple(
        Button(f"field.{number}", "", Intent(IntentKind.CHOOSE, str(number)), on=number in view.touched)
        for number in range(view.columns * view.rows)
    )
    left = len(fields) - len(view.touched)
    text = texts("grid.done") if view.done else texts("grid.text", left=left)
    return GridModel(text, view.columns, fields, Button("technician.back", texts("back"), Intent(IntentKind.BACK), icon="back"))


def _check(view: CheckShown, texts: Texts) -> FactsModel:
    check = texts.of("check")
    facts = []
    for found in _of_page(view.rows, view.page):
        arguments = dict(found.arguments)
        if "reason" in arguments:
            arguments["reason"] = texts.of("web")(f"reason.{arguments['reason']}")
        label = texts("mark", verdict=texts(f"verdict.{found.verdict}"), part=check(f"part.{found.part}"))
        facts.append(Fact(label, check(found.text_key, **arguments)))
    worst = next((verdict for verdict in ("broken", "look") if any(row.verdict == verdict for row in view.rows)), "well")
    return _facts("check", tuple(facts), len(view.rows), view.page, texts, text=check(f"all.{worst}"))


def _devices(view: DevicesShown, texts: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"device.{row.id}",
            texts.of("web")(f"kind.{row.kind}"),
            Intent(IntentKind.CHOOSE, row.id),
            icon="check" if row.well else "warning",
            hint=f"{row.id} · " + (texts("device.well") if row.well else _reason(row.reason, texts)),
        )
        for row in _of_page(view.rows, view.page)
    )
    previous, following, page = _turns(len(view.rows), view.page, texts)
    return PickModel(
        texts("page.devices"), texts("devices.text"), cards, previous, following, page, "" if cards else texts("devices.none")
    )


def _network(view: NetworkShown, texts: Texts) -> FactsModel:
    facts = tuple(
        Fact(
            texts(row.key, name=row.name),
            f"{texts('verdict.well' if row.well else 'verdict.broken')} · {row.value or texts('network.nothing')}",
        )
        for row in _of_page(view.rows, view.page)
    )
    return _facts("network", facts, len(view.rows), view.page, texts)


def _log(view: LogShown, texts: Texts) -> FactsModel:
    facts = tuple(
        Fact(texts("log.line", at=row.at, level=texts(f"level.{row.level}")), row.text) for row in _of_page(view.rows, view.page)
    )
    return _facts("log", facts, len(view.rows), view.page, texts, text=texts("log.text"))


def _stock(view: StockCount, texts: Texts) -> KeypadModel:
    return KeypadModel(
        title=texts("page.stock"),
        text=texts("stock.text", left=view.left),
        typed=view.typed,
        empty=texts("stock.empty"),
        letters=(),
        digits=_keys(view.typed, texts),
        buttons=(_confirm(texts, enabled=bool(view.typed)),),
        problem=texts("stock.too-many") if view.too_many else "",
    )


def _rotation(view: RotationChoice, texts: Texts) -> PickModel:
    cards = tuple(
        Button(
            f"rotation.{degrees}",
            texts("rotation.degrees", degrees=degrees),
            Intent(IntentKind.CHOOSE, str(degrees)),
            icon="check" if degrees == view.now else "",
            hint=texts("rotation.now") if degrees == view.now else "",
        )
        for degrees in ROTATIONS
    )
    return PickModel(texts("page.rotation"), texts("rotation.text"), cards, None, None, "", "")


def _note(view: TechnicianNote, texts: Texts) -> MessageModel:
    tone = TONES.get(view.note, Tone.CALM)
    about = _reason(view.about, texts) if view.note in (Note.TEST_FAILED, Note.NOT_SCANNED) else view.about
    button = Button("technician.confirm", texts(f"note.{view.note}.button"), Intent(IntentKind.CONFIRM), icon="check")
    buttons = () if view.note in AT_WORK else (button,)
    return MessageModel(
        tone, NOTE_ICONS[tone], texts(f"note.{view.note}.title"), texts(f"note.{view.note}.text", about=about), "", buttons
    )


def _reason(reason: str, texts: Texts) -> str:
    """A device's reason in words; one without words as it is: a technician can look it up."""
    web = texts.of("web")
    return web(f"reason.{reason}") if web.has(f"reason.{reason}") else reason


def _facts(page_name: str, facts: tuple[Fact, ...], rows: int, page: int, texts: Texts, text: str = "") -> FactsModel:
    previous, following, turn = _turns(rows, page, texts)
    done = Button("technician.back", texts("back"), Intent(IntentKind.BACK), icon="back")
    empty = texts(f"{page_name}.none") if texts.has(f"{page_name}.none") else ""
    return FactsModel(texts(f"page.{page_name}"), text, facts, (done,), previous=previous, next=following, page=turn, empty=empty)


def _turns(rows: int, page: int, texts: Texts) -> tuple[Button | None, Button | None, str]:
    pages = pages_of(rows)
    if pages == 1:
        return None, None, ""
    kind = IntentKind.TURN_PAGE
    previous = Button("page.previous", texts("previous"), Intent(kind, str(page - 1)), icon="previous", enabled=page > 0)
    following = Button("page.next", texts("next"), Intent(kind, str(page + 1)), icon="next", enabled=page + 1 < pages)
    return previous, following, texts("page", page=page + 1, pages=pages)


def _of_page(rows: Sequence[Row], page: int) -> Sequence[Row]:
    return rows[page * ROWS : (page + 1) * ROWS]
