"""个人信息保护影响评估, filled in from the configuration as far as a configuration knows; the judgement is people's.

What it must hold: PIPL art. 55 and 56, order 19 of 2025 art. 9. It comes before the first use, and is kept for three years. Pure.
"""

from collections.abc import Mapping

from api.messages.identity_words import NON_BIOMETRIC_WAYS, IdentityWay
from api.text.catalogue import TextCatalogue
from hall_controller.config import HallConfig
from hall_controller.identity.document import Chapter, Document, Table
from hall_controller.identity.report import Say, words

RISKS = ("leak", "misuse", "falseAccept", "falseReject", "attack", "pressure", "children", "crossUse")
"""What can go wrong; each has texts `risk.<name>` and `measure.<name>`."""
DATA = ("frames", "template", "evidence", "consent", "codes", "card", "platform")
"""Kinds of data; each has texts `data.<name>`, `data.<name>.where` and `data.<name>.long`."""


def impact_assessment(config: HallConfig, adapters: Mapping[str, str], texts: TextCatalogue, language: str) -> Document:
    """
    Args:
        adapters: platforms by name, and where each is reached.
    """
    say = words(texts, language)
    privacy = config.privacy
    hall = config.hall.names.get(language) or next(iter(config.hall.names.values()))
    operator = privacy.operator.get(language) or hall
    purposes = privacy.purposes.get(language) or next(iter(privacy.purposes.values()))
    basis = privacy.legal_basis.get(language) or next(iter(privacy.legal_basis.values()))
    return Document(
        language=language,
        title=say("pia.title", hall=hall),
        lead=(
            say("pia.how"),
            say(
                "pia.operator",
                operator=operator,
                officer=privacy.officer or say("fillIn"),
                contact=privacy.contact or say("fillIn"),
            ),
            say(
                "pia.assessed",
                day=privacy.assessed_on.isoformat() if privacy.assessed_on else say("fillIn"),
                by=privacy.assessed_by or say("fillIn"),
            ),
        ),
        chapters=(
            Chapter(say("pia.purpose.title"), (purposes, say("pia.basis", basis=basis), say("pia.necessary"), say("fillIn"))),
            _services(config, language, say),
            _data(config, say),
            _recipients(adapters, say),
            _rights(say),
            _risks(say),
            Chapter(say("pia.measures.title"), tuple(say(f"pia.measures.{number}") for number in range(1, 7))),
            Chapter(say("pia.filing.title"), (_filing(config, say),)),
            Chapter(say("pia.result.title"), (say("pia.result.what"), say("fillIn"), say("pia.result.keep"))),
        ),
    )


def _services(config: HallConfig, language: str, say: Say) -> Chapter:
    asked = [service for service in config.services if service.identity is not None]
    if not asked:
        return Chapter(say("pia.services.title"), (say("pia.services.none"),))
    head = tuple(say(f"pia.services.{column}") for column in ("service", "assurance", "ways", "others", "guardian"))
    rows = []
    for service in asked:
        policy = service.identity
        if policy is None:
            continue
        others = [way for way in policy.ways if way in NON_BIOMETRIC_WAYS]
        rows.append(
            (
                service.names.get(language) or next(iter(service.names.values())),
                f"L{int(policy.assurance)}",
                _ways(policy.ways, say),
                _ways(others, say),
                say("pia.services.under", age=policy.guardian_under) if policy.guardian_under else "—",
            )
        )
    return Chapter(say("pia.services.title"), (say("pia.services.what"),), Table(head, tuple(rows)))


def _ways(ways: tuple[IdentityWay, ...] | list[IdentityWay], say: Say) -> str:
    return say("listComma").join(say(f"way.{way.value}") for way in ways)


def _data(config: HallConfig, say: Say) -> Chapter:
    privacy = config.privacy
    days = {"registry": privacy.registry_days, "evidence": privacy.evidence_days, "consent": privacy.consent_days}
    head = (say("pia.data.what"), say("pia.data.where"), say("pia.data.long"))
    rows = tuple((say(f"data.{name}"), say(f"data.{name}.where"), say(f"data.{name}.long", **days)) for name in DATA)
    return Chapter(say("pia.data.title"), (say("pia.data.local"),), Table(head, rows))


def _recipients(adapters: Mapping[str, str], say: Say) -> Chapter:
    if not adapters:
        return Chapter(say("pia.recipients.title"), (say("pia.recipients.none"),))
    table = Table((say("adapters.name"), say("pia.recipients.where")), tuple(adapters.items()))
    return Chapter(say("pia.recipients.title"), (say("pia.recipients.what"),), table)


def _rights(say: Say) -> Chapter:
    return Chapter(say("pia.rights.title"), tuple(say(f"pia.rights.{number}") for number in range(1, 6)))


def _risks(say: Say) -> Chapter:
    head = tuple(say(f"pia.risks.{column}") for column in ("risk", "measure", "left"))
    rows = tuple((say(f"risk.{name}"), say(f"measure.{name}"), say("fillIn")) for name in RISKS)
    return Chapter(say("pia.risks.title"), (say("pia.risks.what"),), Table(head, rows))


def _filing(config: HallConfig, say: Say) -> str:
    privacy = config.privacy
    if not privacy.filing_number:
        return say("pia.filing.none")
    return say(
        "pia.filing.filed", number=privacy.filing_number, day=privacy.filed_on.isoformat() if privacy.filed_on else say("fillIn")
    )
