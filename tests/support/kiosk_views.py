"""One of everything that the kiosk's screen can show, for the gallery, the screens' lint and the models' tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from api.messages.views import CatalogueView, ForecastView, QueueView, ServiceView, TicketSlip, TicketView
from api.messages.words import TicketClass, TicketState
from api.text.catalogue import INCOMPLETE_LANGUAGES, read_catalogue
from kiosk.flow.engine import Shown
from kiosk.flow.identity.views import ConsentNotice
from kiosk.flow.mode import USUAL, Mode
from kiosk.flow.ports import IssuedTicket, PrinterReadiness
from kiosk.flow.steps.choose_class import CLAIMED_AT_KIOSK
from kiosk.flow.steps.choose_service import departments, page_of
from kiosk.flow.steps.identify.consent import LARGE_PAGES
from kiosk.flow.views import (
    AskingHall,
    CheckedIn,
    ChooseClass,
    ChooseDepartment,
    ChooseOneService,
    DidItComeOut,
    EnterBooking,
    Failsafe,
    Finished,
    HallUnreachable,
    Home,
    NoPaper,
    NotCheckedIn,
    NumberOnScreen,
    PaperGiven,
    Printing,
    RateKiosk,
    Refused,
    ReprintOffer,
    ServiceChoice,
    View,
)
from kiosk.view_models.kiosk import Presenter
from kiosk.view_models.models import KioskModel
from kiosk.view_models.surroundings import Surroundings
from tests.support.duty_views import duty_views, help_pictures
from tests.support.guide_views import guide_views
from tests.support.identity_views import identity_views
from tests.support.item_views import item_views
from tests.support.number_views import number_views
from tests.support.technician_views import technician_views
from tests.support.typing_views import search_views, typing_views

PORTRAIT_CARDS = 12
"""On a page of a screen that stands."""
CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=CHINA)
LANGUAGES = ("zh-CN", "en")

_QUEUES = (
    ("real-estate", "A", "不动产登记", "Real estate registration", 12, 3, True),
    ("social", "B", "社会保险", "Social insurance", 27, 4, True),
    ("business", "C", "企业开办", "Starting a business", 5, 2, True),
    ("police", "D", "户籍与身份证", "Household register and ID cards", 8, 0, True),
    ("tax", "E", "税务", "Taxes", 0, 2, False),
    ("any", "Z", "综合窗口", "Any other matter", 3, 2, True),
)
_SERVICES = (
    ("不动产登记中心", "Real estate registration centre", "real-estate", ("首次登记", "First registration")),
    (
        "不动产登记中心",
        "Real estate registration centre",
        "real-estate",
        ("转移登记（二手房买卖、继承、赠与）", "Transfer: sale, inheritance, gift"),
    ),
    ("不动产登记中心", "Real estate registration centre", "real-estate", ("抵押登记", "Mortgage")),
    ("不动产登记中心", "Real estate registration centre", "real-estate", ("查询登记资料", "Search of the register")),
    (
        "人力资源和社会保障局",
        "Human resources and social security",
        "social",
        ("城乡居民养老保险参保登记", "Joining the residents' pension scheme"),
    ),
    (
        "人力资源和社会保障局",
        "Human resources and social security",
        "social",
        ("社会保障卡申领与挂失", "Social security card: apply or report lost"),
    ),
    ("市场监督管理局", "Market regulation", "business", ("企业开办一件事", "Starting a business, all in one")),
    ("公安局", "Public security", "police", ("居民身份证换领", "ID card renewal")),
    ("税务局", "Taxation", "tax", ("开具完税证明", "Tax payment certificate")),
    ("医疗保障局", "Healthcare security", "social", ("异地就医备案", "Care in another place: filing")),
)


def _forecast(waiting: int) -> ForecastView:
    """Some minutes for each person, as the hall says it at NOW."""
    now = int(NOW.timestamp() * 1000)
    low, high = (now + minutes * waiting * 60_000 for minutes in (3, 5))
    return ForecastView(low=low, expected=(low + high) // 2, high=high)


def catalogue_view(services: int = len(_SERVICES)) -> CatalogueView:
    """A hall in its working day; more services than it names are numbered copies."""
    queues = tuple(
        QueueView(
            id=i,
            prefix=p,
            names={"zh-CN": zh, "en": en},
            waiting=n,
            open_windows=w,
            open=o,
            forecast=_forecast(n) if o and w else None,
            booking_prefix=f"{p}Y" if i in ("real-estate", "social", "business") else "",
        )
        for i, p, zh, en, n, w, o in _QUEUES
    )
    is_open = {queue.id: queue.open for queue in queues}
    rows = [
        ServiceView(
            id=f"s{index}",
            names={"zh-CN": name[0], "en": name[1]},
            department={"zh-CN": zh, "en": en},
            queue=queue,
            minutes=10,
            open=is_open[queue],
        )
        for index in range(services)
        for zh, en, queue, name in (_SERVICES[index % len(_SERVICES)],)
    ]
    names = {"zh-CN": "蓝田县政务服务大厅", "en": "Lantian County Government Service Hall"}
    return CatalogueView(version="1", hall_names=names, services=tuple(rows), queues=queues)


def ticket() -> IssuedTicket:
    issued = int(datetime(2026, 11, 20, 1, 40, tzinfo=UTC).timestamp() * 1000)
    view = TicketView(
        id="01JD0000000000000000000001",
        number="A012",
        queue="real-estate",
        service="s1",
        ticket_class=TicketClass.WALK_IN,
        state=TicketState.ISSUING,
        issued_at=issued,
        state_since=issued,
        ahead=12,
    )
    slip = TicketSlip(
        service_names={"zh-CN": "转移登记（二手房买卖、继承、赠与）", "en": "Transfer: sale, inheritance, gift"},
        queue_names={"zh-CN": "不动产登记", "en": "Real estate registration"},
        windows=(1, 2, 5, 6, 7, 8),
        hall_names={"zh-CN": "蓝田县政务服务大厅", "en": "Lantian County Government Service Hall"},
        follow=f"https://hall.example.gov.cn/t/{view.id}",
        check="4821",
    )
    return IssuedTicket(view, slip)


def full_ticket() -> IssuedTicket:
    """Everything a ticket can say: class, several items, following legs, a forecast."""
    plain = ticket()
    update = {"ticket_class": TicketClass.PREGNANT_INFANT, "forecast": _forecast(12)}
    items = (plain.slip.service_names, {"zh-CN": "抵押登记", "en": "Mortgage"})
    later = ({"zh-CN": "收费", "en": "Payment"}, {"zh-CN": "领证", "en": "Certificate"})
    return IssuedTicket(plain.view.model_copy(update=update), plain.slip.model_copy(update={"items": items, "to_come": later}))


def booked_ticket(state: TicketState) -> TicketView:
    slot = int(NOW.timestamp() * 1000) + 20 * 60_000
    forecast = _forecast(5) if state is TicketState.WAITING else None
    update = {"number": "AY003", "state": state, "ticket_class": TicketClass.APPOINTMENT, "slot": slot, "forecast": forecast}
    return ticket().view.model_copy(update=update)


def _choices(
    catalogue: CatalogueView, page_size: int, department: str, *, several: bool = False, chosen: tuple[str, ...] = ()
) -> ChooseOneService:
    own = [s for s in catalogue.services if s.department["zh-CN"] == department]
    shown, page, pages = page_of(own, 0, page_size)
    queues = {queue.id: queue for queue in catalogue.queues}
    choices = tuple(ServiceChoice(s, queues[s.queue].waiting, forecast=queues[s.queue].forecast) for s in shown)
    return ChooseOneService(own[0].department, choices, page, pages, several, chosen, search=True)


def ticket_alone() -> IssuedTicket:
    """A number that the kiosk gave on its own."""
    usual = ticket()
    view = usual.view.model_copy(update={"number": "AK007", "ahead": None, "forecast": None, "marked": "island"})
    return IssuedTicket(view, usual.slip.model_copy(update={"windows": (), "follow": view.id}))


def _departments(catalogue: CatalogueView, page_size: int) -> ChooseDepartment:
    shown, page, pages = page_of(departments(catalogue), 0, page_size)
    return ChooseDepartment(tuple(shown), page, pages, search=True)


BACK = ("ser", "dep", "identity", "guide")
"""Starts of names of screens from which one can go back."""


def _in_mode(view: View, mode: Mode) -> View:
    """As its step shows it in this mode."""
    if isinstance(view, ConsentNotice) and mode.large:
        return replace(view, page=min(view.page, LARGE_PAGES - 1), pages=LARGE_PAGES)
    return view


def every_picture(language: str, page_size: int, mode: Mode = USUAL) -> dict[str, KioskModel]:
    """Name → the whole picture, in one language and one way of showing.

    Args:
        page_size: cards on a page in the usual way.
    """
    portrait = page_size == PORTRAIT_CARDS
    page_size = mode.fits(page_size)
    usual, county = catalogue_view(), catalogue_view(services=160)
    well = Surroundings(usual, True, PrinterReadiness(True), NOW, portrait=portrait)
    full = replace(well, scans=True, faces=True)
    presenter = Presenter(
        read_catalogue(), (*LANGUAGES, *INCOMPLETE_LANGUAGES), lambda ms: datetime.fromtimestamp(ms / 1000, CHINA)
    )
    views = {
        "home": Home(),
        "departments": _departments(usual, page_size),
        "services": _choices(usual, page_size, "不动产登记中心"),
        "services-many": _choices(county, page_size, "不动产登记中心"),
        "services-none": ChooseDepartment((), 0, 1),
        "services-several": _choices(usual, page_size, "不动产登记中心", several=True, chosen=("s0", "s2")),
        "services-several-many": _choices(county, page_size, "不动产登记中心", several=True),
        "classes": ChooseClass(CLAIMED_AT_KIOSK),
        "keypad": EnterBooking("", ("A", "B", "C", "Y")),
        "keypad-typed": EnterBooking("AY003", tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        "keypad-others": EnterBooking("AY0", ("A", "B", "C", "Y"), scan=True, identify=True),
        "checked-in": CheckedIn(booked_ticket(TicketState.WAITING)),
        "checked-in-early": CheckedIn(booked_ticket(TicketState.EARLY)),
        "not-checked-in": NotCheckedIn("notToday"),
        "paper-full": PaperGiven(full_ticket()),
        "number-full": NumberOnScreen(full_ticket(), "paper.out", ReprintOffer.READY),
        "no-paper": NoPaper("paper.out"),
        "asking": AskingHall(),
        "printing": Printing(ticket()),
        "did-it-come-out": DidItComeOut(ticket()),
        "paper-given": PaperGiven(ticket()),
        "number-on-screen": NumberOnScreen(ticket(), "", ReprintOffer.NONE),
        "number-no-printer": NumberOnScreen(ticket(), "paper.out", ReprintOffer.WAITING),
        "number-reprint": NumberOnScreen(ticket(), "link.silent", ReprintOffer.READY),
        "paper-alone": PaperGiven(ticket_alone()),
        "number-alone": NumberOnScreen(ticket_alone(), "link.silent", ReprintOffer.WAITING),
        "refused": Refused("numbersExhausted"),
        "unreachable": HallUnreachable(),
        "rating": RateKiosk(),
        "done": Finished(ticket(), rated=False),
        "failsafe": Failsafe("A012"),
        **guide_views(),
        **number_views(page_size),
        **identity_views(),
        **typing_views(),
        **search_views(),
        **item_views(page_size),
        **duty_views(NOW),
        **technician_views(),
    }
    pictures = {
        name: presenter.present(
            Shown(view=_in_mode(view, mode), language=language, mode=mode, back=name.startswith(BACK)),
            full if name == "guide-menu" else well,
        )
        for name, view in views.items()
    }
    usual_home = Shown(view=Home(), language=language, mode=mode)
    pictures["idle-warning"] = presenter.present(Shown(view=Home(), language=language, mode=mode, warning_left_s=18), well)
    for name, shown_help in help_pictures(NOW).items():
        shown = Shown(view=Home(), language=language, mode=mode, help_open=True, help=shown_help)
        pictures[name] = presenter.present(shown, well)
    pictures["home-closing"] = presenter.present(usual_home, replace(well, closing=NOW + timedelta(minutes=12)))
    pictures["help"] = presenter.present(Shown(view=Home(), language=language, mode=mode, help_open=True), well)
    sheet = Shown(view=Home(), language=language, mode=replace(mode, voice=True), modes_open=True)
    pictures["modes"] = presenter.present(sheet, replace(well, voice=True))
    pictures["home-unreachable"] = presenter.present(usual_home, Surroundings(usual, False, PrinterReadiness(True), NOW))
    alone = Surroundings(usual, False, PrinterReadiness(True), NOW, alone=True)
    pictures["home-alone"] = presenter.present(usual_home, alone)
    own = _choices(usual, page_size, "不动产登记中心")
    own = replace(own, choices=tuple(replace(choice, alone=True) for choice in own.choices))
    pictures["services-alone"] = presenter.present(Shown(view=own, language=language, mode=mode, back=True), alone)
    pictures["home-full"] = presenter.present(usual_home, full)
    pictures["home-full-unreachable"] = presenter.present(usual_home, replace(full, reachable=False))
    pictures["home-no-paper"] = presenter.present(
        usual_home, Surroundings(usual, True, PrinterReadiness(False, "paper.out"), NOW)
    )
    return pictures
