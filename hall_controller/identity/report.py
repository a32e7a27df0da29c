"""The privacy report: what was done in a period, in numbers. For managers, auditors and the authority; no person in it. Pure."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from api.messages.identity_words import FilingState, IdentityOutcome
from api.messages.privacy_views import PrivacyView
from api.text.catalogue import TextCatalogue
from hall_controller.identity.document import Chapter, Document, Table

SECTION = "privacy"
Say = Callable[..., str]


def words(texts: TextCatalogue, language: str) -> Say:
    """Texts of the privacy section in one language."""

    def say(key: str, **arguments: object) -> str:
        return texts.text(SECTION, key, language, **arguments)

    return say


def privacy_report(view: PrivacyView, texts: TextCatalogue, language: str, zone: tzinfo) -> Document:
    """
    Args:
        zone: the hall's, for instants.
    """
    say = words(texts, language)
    operator = view.operator.get(language) or next(iter(view.operator.values()), "")
    return Document(
        language=language,
        title=say("report.title", operator=operator),
        lead=(
            say("report.period", first=view.first_day, last=view.last_day),
            say("report.nobody"),
            say("report.contact", officer=view.officer or say("notNamed"), contact=view.contact or say("notNamed")),
        ),
        chapters=(
            _attempts(view, say),
            _consents(view, say),
            _stored(view, say, zone),
            _deleted(view, say),
            _adapters(view, say),
            _assessment(view, say),
        ),
    )


def _attempts(view: PrivacyView, say: Say) -> Chapter:
    total = sum(attempt.count for attempt in view.attempts)
    refused = (
        total - view.verified - sum(attempt.count for attempt in view.attempts if attempt.outcome is IdentityOutcome.ABANDONED)
    )
    rows = tuple(
        (
            say(f"way.{attempt.way.value}"),
            say(f"outcome.{attempt.outcome.value}"),
            say(f"band.{attempt.band.value}") if attempt.band is not None else "—",
            say(f"rung.{attempt.rung}"),
            str(attempt.count),
        )
        for attempt in view.attempts
    )
    if not rows:
        return Chapter(say("attempts.title"), (say("attempts.none"),))
    numbers = say("attempts.numbers", total=total, verified=view.verified, refused=refused)
    share = say(
        "attempts.withoutFace", count=view.verified_without_face, percent=percent(view.verified_without_face, view.verified)
    )
    head = tuple(say(f"attempts.{column}") for column in ("way", "outcome", "band", "rung", "count"))
    return Chapter(say("attempts.title"), (numbers, share), Table(head, rows))


def _consents(view: PrivacyView, say: Say) -> Chapter:
    head = tuple(say(f"consents.{column}") for column in ("purpose", "given", "byGuardian", "withdrawn", "standing"))
    rows = tuple(
        (say(f"purpose.{one.purpose.value}"), str(one.given), str(one.by_guardian), str(one.withdrawn), str(one.standing))
        for one in view.consents
    )
    return Chapter(say("consents.title"), (say("consents.separate"),), Table(head, rows))


def _stored(view: PrivacyView, say: Say, zone: tzinfo) -> Chapter:
    filing = view.filing
    state = say(
        f"filing.{filing.state.value}",
        people=filing.people,
        warn=filing.warn_at,
        limit=filing.file_at,
        due=filing.due_on,
        number=filing.number,
    )
    if not view.stored:
        paragraphs = (say("stored.none"),) if filing.state is FilingState.NONE else (say("stored.none"), state)
        return Chapter(say("stored.title"), paragraphs)
    head = tuple(say(f"stored.{column}") for column in ("node", "people", "at"))
    rows = tuple(
        (one.node, str(one.people), datetime.fromtimestamp(one.at / 1000, zone).strftime("%Y-%m-%d %H:%M")) for one in view.stored
    )
    return Chapter(say("stored.title"), (say("stored.sum", people=filing.people), state), Table(head, rows))


def _deleted(view: PrivacyView, say: Say) -> Chapter:
    head = (say("deleted.what"), say("deleted.kept"), say("deleted.count"))
    kept = {
        "evidence": say("days", days=view.evidence_days),
        "consents": say("days", days=view.consent_days),
        "persons": say("deleted.persons.kept"),
    }
    rows = tuple((say(f"deleted.{what}"), kept.get(what, "—"), str(count)) for what, count in view.deleted.items())
    waiting = say("deleted.waiting", count=view.waiting_to_be_deleted)
    return Chapter(say("deleted.title"), (say("deleted.templates", days=view.registry_days), waiting), Table(head, rows))


def _adapters(view: PrivacyView, say: Say) -> Chapter:
    if not view.adapters:
        return Chapter(say("adapters.title"), (say("adapters.none"),))
    states = {True: "adapters.answers", False: "adapters.away", None: "adapters.unknown"}
    rows = tuple((name, say(states[ready])) for name, ready in view.adapters.items())
    return Chapter(say("adapters.title"), (say("adapters.what"),), Table((say("adapters.name"), say("adapters.state")), rows))


def _assessment(view: PrivacyView, say: Say) -> Chapter:
    said = say("assessment.done", day=view.assessed_on) if view.assessed_on else say("assessment.missing")
    return Chapter(say("assessment.title"), (said,))


def percent(part: int, whole: int) -> str:
    """`37.5`; of nothing `0`."""
    return f"{100 * part / whole:.1f}".removesuffix(".0") if whole else "0"
