"""Everything that help, feedback, night, faults and an emergency can show, for the gallery, the lint and the models' tests."""

from datetime import datetime, timedelta

from api.messages.duty_words import CallKind, ComplaintKind, ComplaintSubject
from api.messages.words import RatingLevel
from kiosk.flow.duty.help_call import CallPhase, HelpShown, SlipState
from kiosk.flow.duty.ports import DeskNotice
from kiosk.flow.duty.views import (
    CasePaper,
    CheckComplaint,
    ChooseFeedback,
    ChooseOffice,
    ChooseSubject,
    ComplaintFiled,
    ComplaintNotFiled,
    RateTerminalNow,
    RatingGiven,
    SendingComplaint,
    WhyBad,
)
from kiosk.flow.steps.duty.complain import SUBJECTS
from kiosk.flow.steps.duty.feedback import WHY
from kiosk.flow.views import View
from kiosk.flow.zone.views import Emergency, OutOfService, OutReason, ZoneClosed

OFFICES = (
    {"zh-CN": "不动产登记中心", "en": "Real estate registration centre"},
    {"zh-CN": "人力资源和社会保障局", "en": "Human resources and social security"},
    {"zh-CN": "公安局", "en": "Public security"},
)
WORDS = "跑了三次，每次都说少一样材料，也不一次说清楚。"
NEAREST = {"zh-CN": "一楼东门内左侧", "en": "Inside the east door, on the left"}


def notice(now: datetime) -> DeskNotice:
    """The fullest one: nobody is there before Monday."""
    return DeskNotice("0912-1234567", int((now + timedelta(days=3)).timestamp() * 1000), 60)


def duty_views(now: datetime) -> dict[str, View]:
    """`now`: the hall's local time."""
    full = notice(now)
    return {
        "feedback": ChooseFeedback(reachable=True),
        "feedback-unreachable": ChooseFeedback(reachable=False),
        "feedback-rate": RateTerminalNow(),
        "feedback-why": WhyBad(RatingLevel.BAD, WHY),
        "feedback-thanks": RatingGiven(RatingLevel.VERY_GOOD, may_complain=False),
        "feedback-sorry": RatingGiven(RatingLevel.VERY_BAD, may_complain=True),
        "complaint-subjects": ChooseSubject(ComplaintKind.COMPLAINT, SUBJECTS[ComplaintKind.COMPLAINT]),
        "complaint-unsolved": ChooseSubject(ComplaintKind.UNSOLVED, SUBJECTS[ComplaintKind.UNSOLVED]),
        "complaint-offices": ChooseOffice(OFFICES, 0, 2),
        "complaint-check": CheckComplaint(ComplaintKind.UNSOLVED, ComplaintSubject.CAME_OFTEN, OFFICES[1], WORDS, "13900000000"),
        "complaint-check-bare": CheckComplaint(ComplaintKind.SUGGESTION, ComplaintSubject.OTHER, None, "", ""),
        "complaint-sending": SendingComplaint(),
        "complaint-printing": ComplaintFiled("7KQ2-M9XD", CasePaper.PRINTING, full),
        "complaint-filed": ComplaintFiled("7KQ2-M9XD", CasePaper.PRINTED, full),
        "complaint-filed-unprinted": ComplaintFiled("7KQ2-M9XD", CasePaper.NONE, full),
        "complaint-not-filed": ComplaintNotFiled(full),
        "zone-closed": ZoneClosed(now + timedelta(days=3), "0912-1234567"),
        "zone-closed-unknown": ZoneClosed(None),
        "out-of-service": OutOfService(OutReason.STAFF, "0912-7654321", NEAREST),
        "out-failing": OutOfService(OutReason.FAILING, "0912-7654321"),
        "out-no-hall": OutOfService(OutReason.NO_HALL, "0912-7654321", NEAREST, some_works=True),
        "emergency": Emergency("请从东门离开，到广场集合"),
        "emergency-bare": Emergency(),
    }


def help_pictures(now: datetime) -> dict[str, HelpShown]:
    """The help screen with a call."""
    full = notice(now)
    shown = {f"help-{phase.value}": HelpShown(phase, notice=full, can_print=True) for phase in CallPhase if phase != "none"}
    shown["help-sos"] = HelpShown(CallPhase.CALLING, CallKind.SOS, full)
    shown["help-slip-failed"] = HelpShown(CallPhase.UNANSWERED, notice=full, slip=SlipState.FAILED, can_print=True)
    shown["help-slip-printed"] = HelpShown(CallPhase.NOBODY, notice=full, slip=SlipState.PRINTED, can_print=True)
    return shown
