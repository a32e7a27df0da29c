"""Self-service items as kiosks get them: an item is data, run by a dozen kinds of steps; a new item needs no code.

Texts are `Names`, each in every language of the product. Form values and records are flat texts by key: keys of fields and of
columns are one vocabulary within an item, and all that was typed or chosen so far goes along with each question to a department.
"""

from typing import Annotated, Literal

from pydantic import Field

from api.messages.base import Id, Message
from api.messages.hall_views import IdentityPolicyView
from api.messages.item_words import (
    ColumnKind,
    DepartmentReason,
    FieldKind,
    HandoverKind,
    PayWhere,
    Prefill,
    PrintKind,
    ShowLayout,
)
from api.messages.names import Names

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""Of a field or column."""
CallId = Id
"""Of a question to a department, within its item: `records`, `certificate`."""


class WhenView(Message):
    """A step or field is there only if this holds; else it is passed over, forwards and backwards."""

    field: Key
    """Of a field asked, or a choice made, before it."""
    values: tuple[str, ...]
    """One of them."""


class OptionView(Message):
    key: Key
    names: Names


class FieldView(Message):
    """One question of a form: one page of the kiosk's screen."""

    key: Key
    kind: FieldKind
    label: Names
    help: Names = Field(default_factory=dict)
    """An example, or where it is found; may be empty."""
    required: bool = True
    prefill: Prefill = Prefill.NONE
    options: tuple[OptionView, ...] = ()
    """Of a `choice`; at least two."""
    least: int = 0
    """Of a `number`; of `money` in fen; of other typed kinds the fewest characters."""
    most: int = 60
    """The same, at most."""
    pattern: str = ""
    """Of a `code`: what the whole of it matches (Python's `re`)."""
    when: WhenView | None = None


class ColumnView(Message):
    """One value of a department's record. Every record has `id` besides, by which it is chosen and which is never shown."""

    key: Key
    names: Names
    kind: ColumnKind = ColumnKind.TEXT


class StepBase(Message):
    when: WhenView | None = None


class NoticeStep(StepBase):
    """须知: to be read, and where `agree` says so agreed to, before anything is asked."""

    kind: Literal["notice"] = "notice"
    title: Names
    paragraphs: tuple[Names, ...]
    agree: bool = False


class IdentifyStep(StepBase):
    """Say who you are, by one of the item's ways (`ItemView.identity`)."""

    kind: Literal["identify"] = "identify"


class FormStep(StepBase):
    kind: Literal["form"] = "form"
    title: Names
    fields: tuple[FieldView, ...]


class QueryStep(StepBase):
    """`ask-department`: the answer's records stay in the session under `call`."""

    kind: Literal["query"] = "query"
    call: CallId
    title: Names
    """What is being looked up."""
    none: Names
    """What is said when there is nothing, with the next step; the item ends there unless `none_goes_on`."""
    none_goes_on: bool = False


class ChooseStep(StepBase):
    """One of a query's records (its `id`), or of fixed options (their key), is kept as field `key`."""

    kind: Literal["choose"] = "choose"
    key: Key
    title: Names
    source: CallId | None = None
    columns: tuple[ColumnView, ...] = ()
    """Of a record, the first one largest."""
    options: tuple[OptionView, ...] = ()
    """Without a `source`."""


class ShowStep(StepBase):
    """Records of a query, or fixed lines."""

    kind: Literal["show"] = "show"
    title: Names
    source: CallId | None = None
    layout: ShowLayout = ShowLayout.FACTS
    columns: tuple[ColumnView, ...] = ()
    chosen: Key | None = None
    """Only the record chosen as this field."""
    lines: tuple[Names, ...] = ()
    """Without a `source`."""
    note: Names = Field(default_factory=dict)
    """Below it: what it means, what to do about a mistake."""


class FeeLineView(Message):
    names: Names
    fen: int
    """Chinese cents; 0: free of charge."""


class FeeStep(StepBase):
    """What it costs and where that is paid; a kiosk takes no money."""

    kind: Literal["fee"] = "fee"
    where: PayWhere
    lines: tuple[FeeLineView, ...] = ()
    source: CallId | None = None
    """Amounts that the department said instead: records with `title` (text) and `amount` (fen)."""
    adds_up: bool = True
    """False: a price list, of which one line or another is for this citizen; it has no sum."""
    note: Names = Field(default_factory=dict)


class ConfirmStep(StepBase):
    """All that was typed and chosen, to be looked through; each can be changed."""

    kind: Literal["confirm"] = "confirm"
    statement: Names = Field(default_factory=dict)
    """告知承诺: what the applicant declares by going on; may be empty."""


class SubmitStep(StepBase):
    """`submit-item`: the department takes it in and gives a case number."""

    kind: Literal["submit"] = "submit"
    days: int = 0
    """Working days that are promised; 0: done at once."""


class PrintStep(StepBase):
    kind: Literal["print"] = "print"
    what: PrintKind
    title: Names
    template: Id
    """Of the receipt printer or, for a `document`, of the document printer."""
    call: CallId | None = None
    """Of a `document`: what `take-document` asks for."""
    blank: bool = False
    """On a numbered certificate blank, of which the kiosk has a counted stock; else plain paper."""
    sheets: int = 1
    """At most."""
    source: CallId | None = None
    """Of a `slip`: the query whose records it carries; with `columns`."""
    columns: tuple[ColumnView, ...] = ()
    lines: tuple[Names, ...] = ()
    """Of a `slip`: fixed lines, before or instead of the records."""
    optional: bool = False
    """Printed on request only."""


class HandoverStep(StepBase):
    """On to a window: a number for `service` of this hall."""

    kind: Literal["handover"] = "handover"
    how: HandoverKind
    service: Id
    """Where the hall has no such service, the citizen chooses one."""
    reason: Names


class RateStep(StepBase):
    """好差评 of the kiosk's own service."""

    kind: Literal["rate"] = "rate"


class DoneStep(StepBase):
    kind: Literal["done"] = "done"
    text: Names
    """What was done and what comes next."""


ItemStep = Annotated[
    NoticeStep
    | IdentifyStep
    | FormStep
    | QueryStep
    | ChooseStep
    | ShowStep
    | FeeStep
    | ConfirmStep
    | SubmitStep
    | PrintStep
    | HandoverStep
    | RateStep
    | DoneStep,
    Field(discriminator="kind"),
]


class ItemHoursView(Message):
    """When the department's side answers; outside of it the item is grey with its hours."""

    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    """ISO weekdays, 1 is Monday."""
    opens: str = "00:00"
    closes: str = "24:00"


class ItemView(Message):
    """One self-service item."""

    id: Id
    zone: Id
    names: Names
    hint: Names
    """One line below the name: what one gets."""
    department: Id
    icon: Id
    hours: ItemHoursView | None = None
    """None: as long as the zone is open."""
    offline: bool = False
    """Works while the hall is away: it asks no department anything."""
    identity: IdentityPolicyView | None = None
    """None: nobody is asked, and nothing of a person is shown."""
    materials: tuple[Names, ...] = ()
    """What to have at hand."""
    steps: tuple[ItemStep, ...]
    pinyin: str = ""
    """How the Chinese name may sound, for search: `yin xing/hang kai hu`; v for ü. Filled in by the hall."""
    common: bool = False
    """Offered first."""


class ItemDepartmentView(Message):
    id: Id
    names: Names
    reachable: bool = True
    """Its back end answered lately; not a promise."""


class ZoneView(Message):
    """自助专区: items that stand together, such as 税务."""

    id: Id
    names: Names
    hint: Names
    icon: Id
    version: str
    """Changes with every change of its items (hex)."""
    items: int


class ItemIndexView(Message):
    """Answer to `items` without a zone."""

    version: str
    """Of the whole."""
    zones: tuple[ZoneView, ...]
    departments: tuple[ItemDepartmentView, ...]


class ZoneItemsView(Message):
    """Answer to `items` for one zone."""

    zone: Id
    version: str
    items: tuple[ItemView, ...]


class DepartmentSaidNo(Message):
    """Part of each of a department's answers: empty where it did what was asked."""

    refused: DepartmentReason | None = None
    words: Names = Field(default_factory=dict, repr=False)
    """The department's own words beside it; may be empty. Shown, never logged."""


class RecordsView(DepartmentSaidNo):
    """Result of `ask-department`."""

    records: tuple[dict[str, str], ...] = Field(default=(), repr=False)
    """Newest first; each with `id` and the columns' keys. At most 60."""


class CaseView(DepartmentSaidNo):
    """Result of `submit-item`."""

    case: str = Field(default="", repr=False)
    """受理号, to be printed and asked after."""
    ready_on: str = ""
    """Day by which it is promised, ISO 8601; empty: done at once."""
    words_next: Names = Field(default_factory=dict, repr=False)
    """What the department says comes next; may be empty."""


class DocumentContentView(DepartmentSaidNo):
    """Result of `take-document`."""

    token: str = ""
    """What `report-document` names; the document counts as out until it says otherwise."""
    template: str = ""
    data: dict[str, str] = Field(default_factory=dict, repr=False)
    """Values of the template's fields; tables as lines, cells parted by tabs, the heads in the first line."""
    sheets: int = 0
    blank: bool = False


__all__ = [
    "CallId",
    "CaseView",
    "ChooseStep",
    "ColumnView",
    "ConfirmStep",
    "DepartmentSaidNo",
    "DocumentContentView",
    "DoneStep",
    "FeeLineView",
    "FeeStep",
    "FieldView",
    "FormStep",
    "HandoverStep",
    "IdentifyStep",
    "ItemDepartmentView",
    "ItemHoursView",
    "ItemIndexView",
    "ItemStep",
    "ItemView",
    "Key",
    "NoticeStep",
    "OptionView",
    "PrintStep",
    "QueryStep",
    "RateStep",
    "RecordsView",
    "ShowStep",
    "StepBase",
    "SubmitStep",
    "WhenView",
    "ZoneItemsView",
    "ZoneView",
]
