"""What the ways of showing are called, on their sheet and in the footer."""

from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.mode import Mode
from kiosk.view_models.modes_models import ModesModel
from kiosk.view_models.parts import Button
from kiosk.view_models.texts import Texts

SECTION = "look"
ICONS = {"large": "letters", "contrast": "contrast", "reach": "wheelchair", "voice": "speaker"}


def modes_model(mode: Mode, voice: bool, kiosk_texts: Texts) -> ModesModel:
    """`voice`: this kiosk has something to speak with."""
    texts = kiosk_texts.of(SECTION)
    offered = [name for name in ICONS if voice or name != "voice"]
    switches = tuple(
        Button(
            f"modes.{name}",
            texts(f"modes.{name}"),
            Intent(IntentKind.MODE, name),
            icon=icon,
            hint=texts(f"modes.{name}.hint"),
            on=getattr(mode, name),
        )
        for name, icon in ICONS.items()
        if name in offered
    )
    done = Button("modes.done", texts("modes.done"), Intent(IntentKind.MODES), icon="check")
    return ModesModel(texts("modes.title"), texts("modes.text"), switches, done, texts("modes.on"), texts("modes.off"))


def large_button(mode: Mode, texts: Texts) -> Button:
    """The footer's: one touch there and back."""
    text = texts.of(SECTION)("footer.usual" if mode.large else "footer.large")
    return Button("footer.large", text, Intent(IntentKind.MODE, "large"), icon="letters", on=mode.large)


def modes_button(mode: Mode, texts: Texts) -> Button:
    others = mode.contrast or mode.reach or mode.voice
    return Button("footer.modes", texts.of(SECTION)("footer.modes"), Intent(IntentKind.MODES), icon="person-open", on=others)
