"""Notice and consent: separate for each purpose, its text versioned, yes and no equally large. No frame without a yes."""

from api.messages.identity_commands import GiveConsent
from api.messages.identity_words import ConsentPurpose
from kiosk.flow.identity.views import ConsentNotice
from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.steps.identify.case import Case

TEXT_VERSIONS = {
    ConsentPurpose.FACE_COMPARE: "2026-11",
    ConsentPurpose.FACE_ONLINE: "2026-11",
    ConsentPurpose.FACE_REGISTRY: "2026-11",
}
"""Of the notices in the text catalogues; a changed text gets a new version, so that it is known what somebody agreed to."""

LARGE_PAGES = 3
"""Six points in large letters: two on a page."""


async def ask_consent(context: Context, case: Case, purpose: ConsentPurpose) -> str:
    """The given consent's id; empty when the citizen said no or went back."""
    version = TEXT_VERSIONS[purpose]
    page = 0
    while True:
        pages = LARGE_PAGES if context.mode.large else 1
        page = min(page, pages - 1)
        context.show(ConsentNotice(purpose, version, case.need.names, page, pages), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.YES:
                break
            case IntentKind.NO | IntentKind.BACK:
                return ""
            case IntentKind.TURN_PAGE if intent.value.isdecimal() and int(intent.value) < pages:
                page = int(intent.value)
            case _:
                pass
    identity = context.ports.identity
    return identity.register.give_consent(
        GiveConsent(
            purpose=purpose,
            text_version=version,
            language=context.session.language,
            person=case.person or None,
            by_guardian=case.guardian is not None,
            given_at=identity.moment.now_ms(),
        )
    )
