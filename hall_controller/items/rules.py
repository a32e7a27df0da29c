"""Whether a terminal's wish about an item may go to its department. Pure."""

from api.messages.identity_words import IdentityWay
from api.messages.item_commands import AskDepartment, DepartmentCommand, GivenEvidence, SubmitItem, TakeDocument
from api.messages.item_views import ChooseStep, FormStep, ItemView
from api.messages.words import Refusal
from hall_controller.domain.requests import Refused
from hall_controller.items.content.catalogue import Catalogue, documents, queries, submits


def wanted_item(catalogue: Catalogue, command: DepartmentCommand) -> ItemView:
    """The item, if it has what is wanted of it and its evidence suffices.

    Raises:
        Refused: unknown, or the person didn't show enough.
    """
    item = catalogue.items.get(command.item)
    if item is None or not _has(item, command):
        raise Refused(Refusal.UNKNOWN_ITEM, f"no item {command.item!r} with such a step")
    if not _shown_enough(item, command):
        raise Refused(Refusal.IDENTIFICATION_REQUIRED, f"{command.item!r} asks for more evidence")
    return item


def keys_of(item: ItemView) -> frozenset[str]:
    """Of everything that is typed or chosen."""
    keys = {step.key for step in item.steps if isinstance(step, ChooseStep)}
    return frozenset(keys | {field.key for step in item.steps if isinstance(step, FormStep) for field in step.fields})


def _has(item: ItemView, command: DepartmentCommand) -> bool:
    match command:
        case AskDepartment():
            return command.call in queries(item)
        case SubmitItem():
            return submits(item)
        case TakeDocument():
            return command.call in documents(item)
        case _:
            return False


def _shown_enough(item: ItemView, command: DepartmentCommand) -> bool:
    policy = item.identity
    if policy is None:
        return True
    if command.person is None or not set(command.evidence.ways) <= set(policy.ways) | {IdentityWay.PERSON}:
        return False
    return command.evidence.assurance >= policy.assurance or (policy.typed_suffices and _typed(command.evidence))


def _typed(evidence: GivenEvidence) -> bool:
    return IdentityWay.DOCUMENT in evidence.ways
