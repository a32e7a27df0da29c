"""One citizen's way through one item: all they said and were told. Part of the session, and gone with it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from api.identity.assurance import reached
from api.messages.item_commands import GivenEvidence, GivenPerson
from api.messages.item_views import (
    CaseView,
    ChooseStep,
    FieldView,
    FormStep,
    ItemView,
    QueryStep,
    StepBase,
    WhenView,
)
from kiosk.flow.identity.person import Identified

Records = tuple[dict[str, str], ...]
RECORD_ID = "id"
"""Key by which a record is chosen; never shown."""


@dataclass(slots=True, weakref_slot=True)
class ItemVisit:
    """Owned by the session; steps read and fill it."""

    id: str
    """Made once; what the rating names. Says nothing of whom."""
    item: ItemView
    answers: dict[str, str] = field(default_factory=dict, repr=False)
    """By field, also of records and options that were chosen."""
    records: dict[str, Records] = field(default_factory=dict, repr=False)
    """By question."""
    case: CaseView | None = field(default=None, repr=False)
    command_ids: dict[str, str] = field(default_factory=dict)
    """Of what must happen once: an application, a document. The same id when it is tried again."""
    done: list[str] = field(default_factory=list)
    """What was done so far, for the slip of somebody who must go on elsewhere: keys of texts."""

    def holds(self, when: WhenView | None) -> bool:
        """Whether what a step or field waits for has been answered so."""
        return when is None or self.answers.get(when.field) in when.values

    def visible(self, form: FormStep) -> tuple[FieldView, ...]:
        """The questions of a form that are asked, as the answers stand now."""
        return tuple(one for one in form.fields if self.holds(one.when))

    def told(self) -> dict[str, str]:
        """What goes to the department: answers to what is asked as things stand. Those to a question that is hidden by a later
        change aren't the citizen's word any more.
        """
        hidden = {
            one.key
            for step in self.item.steps
            if isinstance(step, FormStep)
            for one in step.fields
            if not (self.holds(step.when) and self.holds(one.when))
        }
        return {key: value for key, value in self.answers.items() if key not in hidden and value}

    def forget_after(self, data: StepBase) -> None:
        """What was looked up and chosen after this step no longer fits what was typed in it."""
        steps = self.item.steps
        at = next(index for index, step in enumerate(steps) if step is data)
        for later in steps[at + 1 :]:
            if isinstance(later, QueryStep):
                self.records.pop(later.call, None)
            elif isinstance(later, ChooseStep) and later.source is not None:
                self.answers.pop(later.key, None)

    def once(self, name: str, new_id: Callable[[], str]) -> str:
        """The id of what must happen once, made at the first try."""
        return self.command_ids.setdefault(name, new_id())


def given(identified: Identified | None) -> tuple[GivenPerson | None, GivenEvidence]:
    """Who stands there and how sure that is, as it goes to a department."""
    if identified is None:
        return None, GivenEvidence()
    holder, proofs = identified.holder, identified.proofs
    person = GivenPerson(name=holder.name, document=holder.document, number=holder.number)
    best = max(proofs, key=lambda proof: proof.assurance, default=None)
    source = best.source if best else None
    return person, GivenEvidence(ways=tuple(proof.way for proof in proofs), source=source, assurance=reached(proofs))
