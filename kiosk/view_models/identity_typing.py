"""Models of typing: a document's number. What is typed stands behind stars unless its owner wants to see it."""

from api.identity.documents import CITIZEN, DOCUMENT_TYPES
from kiosk.flow.identity.views import EnterDocument
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.steps.booking_number import ERASE
from kiosk.view_models.identity_reasons import reason_text
from kiosk.view_models.models import KeypadModel
from kiosk.view_models.parts import Button
from kiosk.view_models.texts import Texts

DIGITS = "123456789"
CITIZEN_GROUPS = (6, 14)
"""Where gaps make a citizen's number (GB 11643) readable: place, birthday, the rest."""
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RECEIPT = "receipt"
RECEIPT_HALF = 4
DOT = "*"
SPACE = " "


def number_model(view: EnterDocument, texts: Texts) -> KeypadModel:
    return _receipt_model(view, texts) if view.document == RECEIPT else _document_model(view, texts)


def _document_model(view: EnterDocument, texts: Texts) -> KeypadModel:
    kind = DOCUMENT_TYPES[view.document]
    citizen = kind.family == CITIZEN
    # One letter stands among the digits, where a telephone has its star; more have rows of their own.
    last = (kind.letters, "0") if len(kind.letters) == 1 else ("0",)
    keys = (*map(_key, DIGITS), *map(_key, last), _erase(bool(view.typed), texts))
    return KeypadModel(
        title=texts("identity.number.title"),
        text=texts("identity.number.text", document=texts(f"identity.document.type.{view.document}")),
        typed=shown(view.typed, hidden=view.hidden, citizen=citizen),
        empty=texts("identity.number.empty"),
        letters=tuple(map(_key, kind.letters)) if len(kind.letters) > 1 else (),
        digits=keys,
        buttons=(_confirm("number.confirm", view.complete, texts),),
        problem=reason_text(texts, view.problem) if view.problem else "",
        eye=Button(
            "number.eye",
            texts("identity.number.show" if view.hidden else "identity.number.hide"),
            Intent(IntentKind.SEVERAL),
            icon="eye" if view.hidden else "eye-shut",
        ),
    )


def _receipt_model(view: EnterDocument, texts: Texts) -> KeypadModel:
    """A receipt's number names nobody: it is shown as it is typed, with its hyphen."""
    half = RECEIPT_HALF
    return KeypadModel(
        title=texts("identity.receipt.title"),
        text=texts("identity.receipt.text"),
        typed="-".join(part for part in (view.typed[:half], view.typed[half:]) if part),
        empty=texts("identity.number.empty"),
        letters=tuple(map(_key, ALPHABET)),
        digits=(*map(_key, DIGITS), _key("0"), _erase(bool(view.typed), texts)),
        buttons=(_confirm("number.confirm", view.complete, texts),),
        problem=reason_text(texts, view.problem) if view.problem else "",
    )


def shown(typed: str, *, hidden: bool, citizen: bool) -> str:
    """What stands above the keys: with stars between the first and the last character, a citizen's number in three groups."""
    text = typed
    if hidden and len(typed) > 1:
        text = typed[0] + DOT * (len(typed) - 2) + typed[-1]
    if not citizen:
        return text
    first, second = CITIZEN_GROUPS
    return SPACE.join(part for part in (text[:first], text[first:second], text[second:]) if part)


def _key(character: str) -> Button:
    return Button(f"key.{character}", character, Intent(IntentKind.KEY, character))


def _erase(enabled: bool, texts: Texts) -> Button:
    return Button("key.erase", texts("keypad.erase"), Intent(IntentKind.KEY, ERASE), enabled=enabled)


def _confirm(name: str, enabled: bool, texts: Texts) -> Button:
    return Button(name, texts("identity.number.confirm"), Intent(IntentKind.CONFIRM), icon="check", enabled=enabled)
