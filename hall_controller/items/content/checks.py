"""What must hold of a catalogue beyond its keys: nobody is asked too early, stuck, or shown a text in one language only. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from api.messages.item_views import (
    ChooseStep,
    ColumnView,
    ConfirmStep,
    DoneStep,
    FeeStep,
    FieldView,
    FormStep,
    HandoverStep,
    IdentifyStep,
    ItemStep,
    ItemView,
    PrintStep,
    QueryStep,
    RateStep,
    ShowStep,
    SubmitStep,
    WhenView,
)
from api.messages.item_words import ColumnKind, FieldKind, HandoverKind, Prefill, PrintKind
from hall_controller.items.content.catalogue import Catalogue, asks_department
from hall_controller.items.content.shorthand import LANGUAGES
from hall_controller.items.content.source import ContentError, read_folder

LONGEST_NAME = {"zh-CN": 20, "en": 56}
"""Signs of an item's name: two lines of a tile in large letters."""
LONGEST_HINT = {"zh-CN": 11, "en": 20}
"""One line below it; a longer one isn't shown where many items stand on a page."""
RECEIPT_TEMPLATES = frozenset({"application", "slip"})
"""Of the receipt printer."""
DOCUMENT_TEMPLATES = frozenset({"certificate", "report"})
"""Of the document printer."""
PERSONAL_FIELDS = frozenset({FieldKind.NAME, FieldKind.ID_NUMBER, FieldKind.PHONE})
_ENDS = "an item ends with `done`"


def checked_folder(folder: Path) -> Catalogue:
    """
    Raises:
        ContentError: it can't be read, or something of it doesn't hold.
    """
    catalogue = read_folder(folder)
    if found := problems(catalogue):
        raise ContentError(found)
    return catalogue


def problems(catalogue: Catalogue) -> list[str]:
    """Lines for whoever writes the files: `tax.toml: items.tax-guide.steps.2: …`; empty when all is well."""
    found = [f"departments: {_language(texts)}" for texts in _texts_of(catalogue.departments) if _language(texts)]
    known = {department.id for department in catalogue.departments}
    for zone in catalogue.zones:
        found += [f"{zone.id}.toml: zone: {told}" for texts in _texts_of(zone) if (told := _language(texts))]
        names: dict[str, str] = {}
        for item in catalogue.of_zone(zone.id):
            where = f"{zone.id}.toml: items.{item.id}"
            if item.department not in known:
                found.append(f"{where}.department: common.toml has no department {item.department!r}")
            name = item.names.get(LANGUAGES[0], "")
            if name in names:
                found.append(f"{where}.names: {names[name]!r} has the same name")
            names[name] = item.id
            found += [f"{where}{told}" for told in _item(item)]
    return found


def _item(item: ItemView) -> Iterator[str]:
    for texts in _texts_of(item):
        if told := _language(texts):
            yield f": {told}"
    for what, texts, longest in (("names", item.names, LONGEST_NAME), ("hint", item.hint, LONGEST_HINT)):
        for language, most in longest.items():
            if len(texts.get(language, "")) > most:
                yield f".{what}: more than {most} signs in {language}"
    if item.hours is not None and not (item.hours.opens < item.hours.closes and set(item.hours.days) <= set(range(1, 8))):
        yield ".hours: opens before it closes, on days 1 to 7"
    yield from _order(item)
    yield from _keys(item)
    for at, step in enumerate(item.steps, 1):
        yield from (f".steps.{at}.{told}" for told in _step(step, item))


def _order(item: ItemView) -> Iterator[str]:
    steps = item.steps
    kinds = [type(step) for step in steps]
    if not steps or not isinstance(steps[-1], DoneStep) or steps[-1].when is not None:
        yield f".steps: {_ENDS}, which is always there"
    if kinds.count(DoneStep) > 1:
        yield f".steps: {_ENDS}, once"
    identify = [at for at, step in enumerate(steps) if isinstance(step, IdentifyStep)]
    if (item.identity is None) is not (not identify):
        yield ".identity: goes together with a step `identify`"
    if len(identify) > 1 or any(steps[at].when is not None for at in identify):
        yield ".steps: `identify` stands there once, without `when`"
    first = identify[0] if identify else len(steps)
    yield from _too_early(item, first)
    confirmed = kinds.index(ConfirmStep) if ConfirmStep in kinds else len(steps)
    submitted = kinds.index(SubmitStep) if SubmitStep in kinds else len(steps)
    if SubmitStep in kinds and confirmed > submitted:
        yield ".steps: `confirm` comes before `submit`"
    if SubmitStep in kinds and not any(isinstance(step, PrintStep) and step.what is PrintKind.RECEIPT for step in steps):
        yield ".steps: an application is given a receipt"
    yield from _together(steps)
    if kinds.count(SubmitStep) > 1:
        yield ".steps: one `submit` at most"
    for at, step in enumerate(steps):
        if at > submitted and isinstance(step, FormStep | ConfirmStep | ChooseStep | QueryStep):
            yield f".steps.{at + 1}: nothing is asked after `submit`"
        if isinstance(step, PrintStep) and step.what is PrintKind.RECEIPT and at < submitted:
            yield f".steps.{at + 1}: a receipt comes after `submit`"
        if isinstance(step, HandoverStep) and step.how is HandoverKind.NEEDED and at < submitted < len(steps):
            yield f".steps.{at + 1}: a needed window comes after `submit`"
    if item.offline and any(asks_department(step) for step in steps):
        yield ".offline: it asks its department"
    if RateStep in kinds and kinds.index(RateStep) != len(steps) - 2:
        yield ".steps: `rate` stands right before `done`"


def _together(steps: Sequence[ItemStep]) -> Iterator[str]:
    """What is confirmed is submitted, what is submitted has a receipt: under one and the same condition."""
    submit = next((step for step in steps if isinstance(step, SubmitStep)), None)
    for at, step in enumerate(steps, 1):
        receipt = isinstance(step, PrintStep) and step.what is PrintKind.RECEIPT
        if submit is not None and (receipt or isinstance(step, ConfirmStep)) and step.when != submit.when:
            yield f".steps.{at}.when: must be that of `submit`"


def _too_early(item: ItemView, identify: int) -> Iterator[str]:
    """Nothing of a person is asked or fetched before they showed who they are."""
    for at, step in enumerate(item.steps[:identify], 1):
        if item.identity is not None and asks_department(step):
            yield f".steps.{at}: asks the department before `identify`"
        if isinstance(step, FormStep):
            for field in step.fields:
                if field.prefill is not Prefill.NONE:
                    yield f".steps.{at}.fields.{field.key}.prefill: nobody is identified yet"
                if item.identity is not None and field.kind in PERSONAL_FIELDS:
                    yield f".steps.{at}.fields.{field.key}: personal, before `identify`"


def _keys(item: ItemView) -> Iterator[str]:
    """Each key once; conditions and sources name what stands before them."""
    keys: dict[str, Collection[str] | None] = {}
    calls: set[str] = set()
    for at, step in enumerate(item.steps, 1):
        where = f".steps.{at}"
        yield from (f"{where}.when: {told}" for told in _condition(step.when, keys))
        source = getattr(step, "source", None)
        if source is not None and source not in calls:
            yield f"{where}.source: no query {source!r} before it"
        if isinstance(step, FormStep):
            for field in step.fields:
                yield from (f"{where}.fields.{field.key}.when: {told}" for told in _condition(field.when, keys))
                if field.key in keys:
                    yield f"{where}.fields.{field.key}: asked before"
                keys[field.key] = _values(field)
        elif isinstance(step, ChooseStep):
            if step.key in keys:
                yield f"{where}.key: {step.key!r} was asked before"
            keys[step.key] = [option.key for option in step.options] or None
        elif isinstance(step, QueryStep | PrintStep) and (call := step.call) is not None:
            if call in calls:
                yield f"{where}.call: {call!r} was asked before"
            calls.add(call)
        elif isinstance(step, ShowStep) and step.chosen is not None and step.chosen not in keys:
            yield f"{where}.chosen: nothing was chosen as {step.chosen!r}"


def _values(field: FieldView) -> Collection[str] | None:
    """None: anything may be typed."""
    if field.kind is FieldKind.CHOICE:
        return [option.key for option in field.options]
    return ("yes", "no") if field.kind is FieldKind.YES_NO else None


def _condition(when: WhenView | None, keys: Mapping[str, Collection[str] | None]) -> Iterator[str]:
    if when is None:
        return
    if when.field not in keys:
        yield f"nothing before it asks for {when.field!r}"
        return
    values = keys[when.field]
    if values is None:
        yield f"{when.field!r} isn't a choice"
    elif strange := sorted(set(when.values) - set(values)):
        yield f"{when.field!r} is never {', '.join(strange)}"
    if not when.values:
        yield "names no value"


def _step(step: ItemStep, item: ItemView) -> Iterator[str]:
    match step:
        case FormStep():
            if not step.fields:
                yield "fields: none"
            for field in step.fields:
                yield from (f"fields.{field.key}.{told}" for told in _field(field))
        case ChooseStep():
            if (step.source is None) is not bool(step.options) or (step.source is not None and not step.columns):
                yield "either options, or a source with columns"
            if step.source is None and len(step.options) < 2:
                yield "options: at least two"
        case ShowStep():
            if (step.source is None) is not bool(step.lines) or (step.source is not None and not step.columns):
                yield "either lines, or a source with columns"
        case FeeStep():
            if (step.source is None) is not bool(step.lines):
                yield "either lines, or a source"
        case PrintStep():
            yield from _print(step)
        case _:
            pass
    if item.identity is None and any(column.kind in (ColumnKind.NAME, ColumnKind.ID_NUMBER) for column in _columns(step)):
        yield "columns: of a person, in an item that asks nobody who they are"


def _columns(step: ItemStep) -> tuple[ColumnView, ...]:
    return step.columns if isinstance(step, ChooseStep | ShowStep | PrintStep) else ()


def _field(field: FieldView) -> Iterator[str]:
    if field.kind in (FieldKind.UNKNOWN,):
        yield "kind: there is no such kind"
    if (field.kind is FieldKind.CHOICE) is not (len(field.options) >= 2):
        yield "options: a choice has at least two, and nothing else any"
    if len({option.key for option in field.options}) < len(field.options):
        yield "options: one stands twice"
    if (field.kind is FieldKind.CODE) is not bool(field.pattern):
        yield "pattern: goes together with kind `code`"
    if field.pattern:
        try:
            re.compile(field.pattern)
        except re.error as error:
            yield f"pattern: {error}"
    if field.least > field.most:
        yield "least: more than `most`"


def _print(step: PrintStep) -> Iterator[str]:
    document = step.what is PrintKind.DOCUMENT
    if step.what is PrintKind.UNKNOWN:
        yield "what: there is no such kind"
    if document is not (step.call is not None):
        yield 'call: goes together with what = "document"'
    known = DOCUMENT_TEMPLATES if document else RECEIPT_TEMPLATES
    if step.template not in known:
        yield f"template: no {step.template!r}; there are {', '.join(sorted(known))}"
    if step.what is PrintKind.SLIP and not step.lines and step.source is None:
        yield "a slip has lines, or a source with columns"
    if step.blank and not document:
        yield "blank: only documents stand on certificate blanks"
    if not 1 <= step.sheets <= 10:
        yield "sheets: 1 to 10"


def _texts_of(value: object) -> Iterator[Mapping[str, str]]:
    """Every `Names` within, empty ones left out."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts_of(one)
    elif isinstance(value, dict) and value and all(isinstance(one, str) for one in value.values()):
        yield value


def _language(texts: Mapping[str, str]) -> str:
    """What is wrong with one text."""
    lacking = [language for language in LANGUAGES if not texts.get(language, "").strip()]
    if lacking:
        known = next((text for text in texts.values() if text), "?")
        return f"{known!r} isn't there in {', '.join(lacking)}"
    return ""
