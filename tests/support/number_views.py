"""One of everything that the screens about numbers and bookings can show."""

from api.messages.views import FollowView, ForecastView, PackageView, ServiceView, SlotView, TicketSlip, TicketView
from api.messages.words import Refusal, TicketClass, TicketState
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.actions import Action, actions
from kiosk.flow.numbers.views import (
    AskAtDesk,
    AskingAboutNumber,
    BookableDay,
    BookableDepartment,
    Booked,
    BookingPrinting,
    ChooseBookableDepartment,
    ChooseBookableService,
    ChooseDay,
    ChooseMinutes,
    ChooseTime,
    EnterCheckCode,
    EnterNumber,
    NoAnswer,
    NumberChanged,
    NumberHub,
    NumberRefused,
    NumberStands,
    OwnNumbers,
    SlipPrinting,
    SureToBook,
    SureToCancel,
    Way,
)
from kiosk.flow.views import ChoosePackage, PackageChoice, Refused, View

ID = "01JD0000000000000000000007"
SERVICE = {"zh-CN": "转移登记（二手房买卖、继承、赠与）", "en": "Transfer: sale, inheritance, gift"}
DEPARTMENT = {"zh-CN": "不动产登记中心", "en": "Real estate registration centre"}
HALL = {"zh-CN": "示例县政务服务中心", "en": "Example County Government Service Centre"}
NINE_AM = 1_763_600_400_000
DAYS = tuple(f"2026-11-{day}" for day in (20, 23, 24, 25, 26, 27, 30))
CLOCKS = ("09:00", "09:30", "10:00", "10:30", "11:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30")


def number_views(page_size: int) -> dict[str, View]:
    """`page_size`: cards on a page."""
    days = tuple(BookableDay(day, 0 if index == 1 else 30 - index) for index, day in enumerate(DAYS[:page_size]))
    slots = tuple(SlotView(day=DAYS[1], slot=clock, free=index % 4, capacity=4) for index, clock in enumerate(CLOCKS[:page_size]))
    booked, waiting = _booked(), _waiting()
    return {
        "numbers": NumberHub(tuple(Way)),
        "numbers-type": EnterNumber("", tuple("ABCDEFKPYZ")),
        "numbers-typed": EnterNumber("A012", tuple("ABCDEFKPYZ")),
        "numbers-check": EnterCheckCode("A012", "", scan=True),
        "numbers-check-wrong": EnterCheckCode("A012", "48", Refusal.WRONG_CHECK_CODE.value, scan=True),
        "numbers-asking": AskingAboutNumber(),
        "numbers-own": OwnNumbers((waiting, booked), bookable=True),
        "numbers-none": OwnNumbers((), bookable=True),
        **{f"numbers-{state.value}": _stands(state) for state in TicketState},
        "numbers-by-number": NumberStands(waiting.model_copy(update=BY_NUMBER), actions(waiting)),
        "numbers-late": NumberStands(waiting.model_copy(update={"late": True, "forecast": None}), actions(waiting)),
        "numbers-today": NumberStands(booked.model_copy(update={"may_check_in": True}), (Action.CHECK_IN, *actions(booked))),
        "numbers-more": NumberStands(booked, (Action.CHECK_IN, *actions(booked)), more=True),
        "numbers-minutes": ChooseMinutes("A012", (10, 20, 30, 60)),
        "numbers-sure": SureToCancel("A012", booking=False),
        "bookings-sure": SureToCancel("AY003", booking=True),
        **{
            f"numbers-did-{action.value}": NumberChanged(action, _after(action), 20) for action in Action if action != Action.MOVE
        },
        "numbers-refused": NumberRefused(Refusal.TOO_MANY_TRIES.value),
        "bookings-refused": NumberRefused(Refusal.COOL_OFF.value),
        "numbers-no-answer": NoAnswer(act=False),
        "numbers-no-answer-act": NoAnswer(act=True),
        "numbers-no-answer-slip": NoAnswer(act=True, slip=True),
        "numbers-slip": SlipPrinting(),
        "bookings-desk": AskAtDesk(),
        "numbers-instead-book": Refused(Refusal.QUOTA_USED_UP.value, "book"),
        "numbers-instead-own": Refused(Refusal.ALREADY_WAITING.value, "own"),
        "numbers-packages": ChoosePackage((_package(open_now=True), _package(open_now=False)), 0, 1),
        "bookings-departments": ChooseBookableDepartment((BookableDepartment("不动产登记中心", DEPARTMENT, 6),), 0, 1),
        "bookings-services": ChooseBookableService(DEPARTMENT, (_service(0), _service(1)), 0, 1),
        "bookings-days": ChooseDay(SERVICE, days, 0, 1),
        "bookings-days-moving": ChooseDay(SERVICE, days, 0, 1, moving="AY003"),
        "bookings-times": ChooseTime(DAYS[1], slots, 0, 2),
        "bookings-times-moving": ChooseTime(DAYS[1], slots, 1, 2, moving="AY003"),
        "bookings-confirm": SureToBook(SERVICE, DAYS[1], "10:00"),
        "bookings-confirm-moving": SureToBook(SERVICE, DAYS[1], "10:00", moving="AY003"),
        "bookings-printing": BookingPrinting(_issued()),
        "bookings-done": Booked(_issued(), printed=True),
        "bookings-done-screen": Booked(_issued(), reason="paper.out"),
        "bookings-moved": Booked(_issued(), moved=True, printed=True),
    }


BY_NUMBER = {"id": "", "ticket_class": None, "service_names": {"zh-CN": "不动产登记", "en": "Real estate"}, "to_come": ()}
"""What the number alone shows."""


def _waiting() -> FollowView:
    return FollowView(
        id=ID,
        number="A012",
        state=TicketState.WAITING,
        ticket_class=TicketClass.ELDERLY,
        service_names=SERVICE,
        to_come=({"zh-CN": "缴费", "en": "Payment"},),
        ahead=4,
        forecast=ForecastView(low=NINE_AM + 600_000, expected=NINE_AM + 1_200_000, high=NINE_AM + 1_500_000),
        may_cancel=True,
        postpone_minutes=(10, 20, 30, 60),
        day=DAYS[0],
        service="s1",
        windows=(3, 4, 5, 8),
    )


def _booked() -> FollowView:
    update = {"number": "AY003", "state": TicketState.BOOKED, "ticket_class": TicketClass.APPOINTMENT, "slot": NINE_AM}
    gone = {"ahead": None, "forecast": None, "postpone_minutes": (), "may_move": True, "to_come": ()}
    return _waiting().model_copy(update=update | gone)


def _stands(state: TicketState) -> NumberStands:
    if state in (TicketState.BOOKED, TicketState.EARLY, TicketState.LAPSED):
        ticket = _booked().model_copy(update={"state": state, "may_move": state is TicketState.BOOKED})
        return NumberStands(ticket, actions(ticket))
    waits = state is TicketState.WAITING
    update: dict[str, object] = {
        "state": state,
        "may_cancel": state in (TicketState.WAITING, TicketState.HELD, TicketState.MISSED),
        "postpone_minutes": (10, 20, 30, 60) if waits else (),
        "window": 8 if state in (TicketState.CALLED, TicketState.SERVING) else None,
        "may_come_back": state is TicketState.MISSED,
        "back_until": NINE_AM if state is TicketState.MISSED else None,
    }
    ticket = _waiting().model_copy(update=update)
    return NumberStands(ticket, actions(ticket))


def _after(action: Action) -> FollowView:
    if action is Action.CANCEL:
        return _waiting().model_copy(update={"state": TicketState.CANCELLED})
    if action is Action.CHECK_IN:
        return _booked().model_copy(update={"state": TicketState.EARLY})
    return _waiting().model_copy(update={"forecast": None})


def _package(*, open_now: bool) -> PackageChoice:
    names = (
        {"zh-CN": "二手房买卖一件事", "en": "Buying a home"}
        if open_now
        else {"zh-CN": "开办企业一件事", "en": "Starting a company"}
    )
    package = PackageView(id=f"package-{open_now}", names=names, services=("s0", "s1"))
    return PackageChoice(package, (SERVICE, {"zh-CN": "首次登记", "en": "First registration"}), open=open_now)


def _service(index: int) -> ServiceView:
    names = (SERVICE, {"zh-CN": "首次登记", "en": "First registration"})[index]
    return ServiceView(
        id=f"s{index}", names=names, department=DEPARTMENT, queue="real-estate", minutes=20, open=False, bookable=True
    )


def _issued() -> IssuedTicket:
    view = TicketView(
        id=ID,
        number="AY003",
        queue="real-estate",
        service="s1",
        ticket_class=TicketClass.APPOINTMENT,
        state=TicketState.BOOKED,
        issued_at=NINE_AM,
        state_since=NINE_AM,
        slot=NINE_AM + 86_400_000,
    )
    slip = TicketSlip(
        service_names=SERVICE,
        queue_names={"zh-CN": "不动产登记", "en": "Real estate"},
        windows=(3, 4),
        hall_names=HALL,
        follow=f"https://hall.example.gov.cn/t/{ID}",
        check="4821",
    )
    return IssuedTicket(view, slip)
