"""Models of what a device looks at: a face, a code, a card."""

from kiosk.flow.identity.views import FaceCheck, LayCard, ScanNow, TakeCardBack
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.identity_models import Arrow, CardModel, FaceModel, ScanModel
from kiosk.view_models.identity_reasons import reason_text
from kiosk.view_models.parts import Button, Tone
from kiosk.view_models.texts import Texts
from kiosk.vision.messages import Guidance

GUIDANCE: dict[Guidance, tuple[str, Tone]] = {
    Guidance.LOOK_HERE: ("camera", Tone.CALM),
    Guidance.NO_FACE: ("person", Tone.CALM),
    Guidance.COME_CLOSER: ("closer", Tone.CALM),
    Guidance.STEP_BACK: ("farther", Tone.CALM),
    Guidance.CENTRE: ("face-scan", Tone.CALM),
    Guidance.ONE_PERSON: ("person", Tone.CAUTION),
    Guidance.FACE_FRONT: ("camera", Tone.CALM),
    Guidance.HOLD_STILL: ("check", Tone.GOOD),
    Guidance.TOO_DARK: ("lamp", Tone.CAUTION),
    Guidance.TOO_BRIGHT: ("sun", Tone.CAUTION),
    Guidance.TAKE_OFF_MASK: ("mask", Tone.CAUTION),
    Guidance.TURN_LEFT: ("turn-left", Tone.CALM),
    Guidance.TURN_RIGHT: ("turn-right", Tone.CALM),
    Guidance.TURN_BACK: ("camera", Tone.CALM),
    Guidance.CHECKING: ("clock", Tone.GOOD),
    Guidance.GOOD: ("check", Tone.GOOD),
}
"""Icon and tone of each; the words are the catalogue's."""
ARROWS = {Guidance.TURN_LEFT: Arrow.LEFT, Guidance.TURN_RIGHT: Arrow.RIGHT}
"""The picture is mirrored, so that the person's own left is on the screen's left."""
CARD_STATES = {"waiting": ("card-lay", Tone.CALM), "reading": ("card-read", Tone.GOOD), "lift": ("card-lift", Tone.CAUTION)}
SCAN_PURPOSES = frozenset({"show-code", "ticket", "booking", "rating"})


def face_model(view: FaceCheck, texts: Texts) -> FaceModel:
    icon, tone = GUIDANCE[view.guidance]
    return FaceModel(
        icon=icon,
        tone=tone,
        text=texts(f"identity.guidance.{view.guidance.value}"),
        step=texts("identity.face.step", step=view.step, steps=view.steps) if view.steps else "",
        progress=view.progress,
        arrow=ARROWS.get(view.guidance, Arrow.NONE),
        left=_left(view.left_s, texts),
        note=texts("identity.face.privacy"),
        buttons=(_other("face", texts),),
    )


def scan_model(view: ScanNow, texts: Texts) -> ScanModel:
    purpose = view.purpose if view.purpose in SCAN_PURPOSES else "any"
    return ScanModel(
        title=texts(f"identity.scan.title.{purpose}"),
        text=texts(f"identity.scan.text.{'camera' if view.by_camera else 'scanner'}"),
        by_camera=view.by_camera,
        problem=reason_text(texts, view.problem) if view.problem else "",
        left=_left(view.left_s, texts),
        buttons=(_other("scan", texts),),
        code=view.nonce_code,
        code_title=texts("identity.scan.code.title") if view.nonce_code else "",
        code_text=texts("identity.scan.code.text") if view.nonce_code else "",
    )


def card_model(view: LayCard | TakeCardBack, texts: Texts) -> CardModel:
    if isinstance(view, TakeCardBack):
        title, text = texts("identity.card.back.title"), texts("identity.card.back.text")
        return CardModel("card-lift", Tone.CAUTION, title, text, "", "", ())
    state = view.state if view.state in CARD_STATES else "waiting"
    icon, tone = CARD_STATES[state]
    return CardModel(
        icon=icon,
        tone=tone,
        title=texts(f"identity.card.title.{state}"),
        text=texts(f"identity.card.text.{state}"),
        problem=reason_text(texts, view.problem) if view.problem else "",
        left=_left(view.left_s, texts),
        buttons=(_other("card", texts),),
    )


def _left(seconds: int, texts: Texts) -> str:
    return texts("identity.face.left", seconds=seconds) if seconds else ""


def _other(way: str, texts: Texts) -> Button:
    """Another way, on the screen itself and as large as anything on it."""
    return Button(f"{way}.other", texts(f"identity.{way}.other"), Intent(IntentKind.BACK), icon="back")
