"""投诉, 办不成事, suggestions: what about, which office, in one's own words, a number for the answer; a case number at once.

Nothing of it is kept at the kiosk. Words and telephone number may both be left out.
"""

from dataclasses import dataclass, field

from api.messages.duty_words import ComplaintKind, ComplaintSubject
from api.messages.names import Names
from kiosk.flow.duty.ports import CaseSlip, Complaint
from kiosk.flow.duty.views import (
    CasePaper,
    CheckComplaint,
    ChooseOffice,
    ChooseSubject,
    ComplaintFiled,
    ComplaintNotFiled,
    SendingComplaint,
)
from kiosk.flow.failures import HallRefused, HallSilent
from kiosk.flow.intents import IntentKind
from kiosk.flow.printing import PrintOutcome
from kiosk.flow.step import Context
from kiosk.flow.typing.question import TextKind, TextQuestion
from kiosk.flow.typing.type_text import typed_text

TEXT_MAX = 200
"""Characters: what somebody types standing. The hall takes more."""
NO_OFFICE = "none"
FILED_S = 40.0
"""Time to read a case number and write it down."""
NOT_FILED_S = 20.0
SUBJECTS: dict[ComplaintKind, tuple[ComplaintSubject, ...]] = {
    ComplaintKind.COMPLAINT: (
        ComplaintSubject.ATTITUDE,
        ComplaintSubject.WAITING,
        ComplaintSubject.FEES,
        ComplaintSubject.MACHINE,
        ComplaintSubject.ACCESS,
        ComplaintSubject.OTHER,
    ),
    ComplaintKind.UNSOLVED: (
        ComplaintSubject.CAME_OFTEN,
        ComplaintSubject.NOT_ACCEPTED,
        ComplaintSubject.SENT_ELSEWHERE,
        ComplaintSubject.OVERDUE,
        ComplaintSubject.OTHER,
    ),
    ComplaintKind.SUGGESTION: (
        ComplaintSubject.WAITING,
        ComplaintSubject.MACHINE,
        ComplaintSubject.ACCESS,
        ComplaintSubject.OTHER,
    ),
}


@dataclass(slots=True)
class _Draft:
    """Of one citizen; gone with the step."""

    kind: ComplaintKind
    ident: str
    subject: ComplaintSubject = ComplaintSubject.OTHER
    office: Names | None = None
    text: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)

    def complaint(self) -> Complaint:
        department = self.office["zh-CN"] if self.office else ""
        return Complaint(self.kind, self.subject, department, self.text, self.contact)


async def complain(context: Context, kind: ComplaintKind, page_size: int) -> bool:
    """Whether it is over; False: the citizen went back to the first choice."""
    draft = _Draft(kind, context.ports.duty.complaints.new_id())
    pages = (_subject, _office, _words, _contact, _check)
    at = 0
    while at < len(pages):
        forward = await pages[at](context, draft, page_size)
        at += 1 if forward else -1
        if at < 0:
            return False
    return True


async def _subject(context: Context, draft: _Draft, _: int) -> bool:
    subjects = SUBJECTS[draft.kind]
    while True:
        context.show(ChooseSubject(draft.kind, subjects), back=True)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return False
        if intent.kind is IntentKind.CHOOSE and intent.value in subjects:
            draft.subject = ComplaintSubject(intent.value)
            return True


async def _office(context: Context, draft: _Draft, page_size: int) -> bool:
    offices, page = _offices(context), 0
    while True:
        pages = max(1, -(-len(offices) // page_size))
        shown = offices[page * page_size : (page + 1) * page_size]
        context.show(ChooseOffice(shown, page, pages), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return False
            case IntentKind.SKIP:
                draft.office = None
                return True
            case IntentKind.TURN_PAGE if intent.value.isdecimal() and int(intent.value) < pages:
                page = int(intent.value)
            case IntentKind.CHOOSE:
                chosen = next((names for names in offices if names["zh-CN"] == intent.value), None)
                if chosen is not None:
                    draft.office = chosen
                    return True
            case _:
                pass


async def _words(context: Context, draft: _Draft, _: int) -> bool:
    question = TextQuestion(
        TextKind.TEXT, f"complaint.{draft.kind.value}.words", hint="complaint.words.hint", max_length=TEXT_MAX, optional=True
    )
    typed = await typed_text(context, question, draft.text)
    if typed is None:
        return False
    draft.text = typed
    return True


async def _contact(context: Context, draft: _Draft, _: int) -> bool:
    question = TextQuestion(TextKind.PHONE, "complaint.contact", hint="complaint.contact.hint", optional=True)
    typed = await typed_text(context, question, draft.contact)
    if typed is None:
        return False
    draft.contact = typed
    return True


async def _check(context: Context, draft: _Draft, _: int) -> bool:
    """Sent again under the same id it is the same complaint."""
    while True:
        context.show(CheckComplaint(draft.kind, draft.subject, draft.office, draft.text, draft.contact), back=True)
        intent = await context.intent()
        if intent.kind is IntentKind.BACK:
            return False
        if intent.kind is IntentKind.CONFIRM and await _sent(context, draft):
            return True


async def _sent(context: Context, draft: _Draft) -> bool:
    """Whether it is over; False: they want to try once more."""
    duty = context.ports.duty
    context.show(SendingComplaint(), busy=True)
    try:
        number = await duty.complaints.file(draft.ident, draft.complaint(), context.session.language)
    except (HallSilent, HallRefused):
        context.show(ComplaintNotFiled(duty.staff.notice()), back=True, for_s=NOT_FILED_S)
        while True:
            match (await context.intent()).kind:
                case IntentKind.CONFIRM | IntentKind.BACK:
                    return False
                case IntentKind.SKIP | IntentKind.TIMED_OUT:
                    return True
                case _:
                    pass
    draft.text = draft.contact = ""
    context.show(ComplaintFiled(number, CasePaper.PRINTING, duty.staff.notice()), busy=True)
    report = await duty.slips.print(CaseSlip(number, draft.kind, duty.staff.notice()), context.session.language)
    paper = CasePaper.PRINTED if report.outcome is PrintOutcome.PRINTED else CasePaper.NONE
    context.show(ComplaintFiled(number, paper, duty.staff.notice()), for_s=FILED_S)
    while (await context.intent()).kind not in (IntentKind.CONFIRM, IntentKind.TIMED_OUT):
        pass
    return True


def _offices(context: Context) -> tuple[Names, ...]:
    """Departments of the catalogue, each once, in its order."""
    catalogue = context.ports.catalogue.catalogue()
    found: dict[str, Names] = {}
    for service in catalogue.services if catalogue else ():
        found.setdefault(service.department["zh-CN"], service.department)
    return tuple(found.values())
