"""From what the engine shows and what is around the kiosk to the whole picture, as values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from api.text.catalogue import TextCatalogue
from kiosk.flow.duty.views import (
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
from kiosk.flow.engine import Shown
from kiosk.flow.guide.views import GuideView
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.views import ItemsView
from kiosk.flow.mode import USUAL, Mode
from kiosk.flow.technician.views import TechnicianView
from kiosk.flow.typing.views import SearchThings, TypeText
from kiosk.flow.views import (
    AskingHall,
    CheckedIn,
    ChooseClass,
    ChooseDepartment,
    ChooseOneService,
    ChoosePackage,
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
)
from kiosk.flow.zone.views import Emergency, OutOfService, ZoneClosed, ZoneView
from kiosk.view_models.booking import checked_in_model, keypad_model, not_checked_in_model
from kiosk.view_models.duty_help import help_model
from kiosk.view_models.feedback import feedback_model
from kiosk.view_models.hall_guide import guide_model
from kiosk.view_models.home import home_model
from kiosk.view_models.identity import identity_model
from kiosk.view_models.items import item_model
from kiosk.view_models.making_bookings import BookingScreens, booking_model
from kiosk.view_models.messages import idle_warning, message_model
from kiosk.view_models.models import Footer, Header, KioskModel, ScreenModel
from kiosk.view_models.modes import large_button, modes_button, modes_model
from kiosk.view_models.numbers import NumberScreens, number_model
from kiosk.view_models.parts import Button
from kiosk.view_models.picks import class_model, department_model, package_model, rating_model, service_model
from kiosk.view_models.search import search_model
from kiosk.view_models.surroundings import Surroundings
from kiosk.view_models.technician import technician_model
from kiosk.view_models.texts import Texts
from kiosk.view_models.tickets import ticket_model
from kiosk.view_models.typing import question_model
from kiosk.view_models.zone import zone_model


class Presenter:
    """Makes models; holds texts and nothing that changes."""

    def __init__(self, catalogue: TextCatalogue, languages: Sequence[str], local: Callable[[int], datetime]) -> None:
        self._texts: Mapping[str, Texts] = {language: Texts(catalogue, language) for language in languages}
        self._languages = tuple(languages)
        self._local = local

    def present(self, shown: Shown, around: Surroundings) -> KioskModel:
        texts = self._texts[shown.language]
        hall = texts.name(around.catalogue.hall_names) if around.catalogue else texts("hall.unknown")
        return KioskModel(
            language=shown.language,
            mode=_mode(shown),
            header=Header(hall=hall, date=texts.date(around.now), time=texts.time(around.now)),
            footer=self._footer(shown, texts),
            screen=self._screen(shown, around, texts),
        )

    def _screen(self, shown: Shown, around: Surroundings, texts: Texts) -> ScreenModel:
        if isinstance(shown.view, Emergency):
            return self._zone(shown.view, around, texts)
        if shown.warning_left_s is not None:
            return idle_warning(shown.warning_left_s, texts)
        if shown.help_open:
            return help_model(shown.help, around.now, self._local, texts)
        if shown.modes_open:
            return modes_model(shown.mode, around.voice, texts)
        view = shown.view
        if isinstance(view, ItemsView):
            return item_model(view, texts, shown.mode, portrait=around.portrait)
        if isinstance(view, NumberScreens):
            return number_model(view, around, texts, self._local, large=shown.mode.large)
        if isinstance(view, BookingScreens):
            return booking_model(view, texts, self._local, large=shown.mode.large)
        if isinstance(view, GuideView):
            return guide_model(view, around, texts, large=shown.mode.large)
        if isinstance(view, TechnicianView):
            return technician_model(view, texts)
        match view:
            case Home():
                return home_model(around, texts)
            case ChooseDepartment():
                return department_model(view, around.reachable, texts)
            case ChooseOneService():
                return service_model(view, around, texts, self._local, shown.mode)
            case ChoosePackage():
                return package_model(view, around.reachable, texts, large=shown.mode.large)
            case ChooseClass():
                return class_model(view, texts)
            case EnterBooking():
                return keypad_model(view, texts)
            case CheckedIn():
                return checked_in_model(view, around, texts, self._local)
            case NotCheckedIn():
                return not_checked_in_model(view, texts)
            case Printing() | DidItComeOut() | PaperGiven() | NumberOnScreen():
                return ticket_model(view, texts, self._local, large=shown.mode.large)
            case RateKiosk():
                return rating_model(texts)
            case NoPaper() | AskingHall() | Refused() | HallUnreachable() | Finished() | Failsafe():
                return message_model(view, texts)
            case ZoneClosed() | OutOfService() | Emergency():
                return self._zone(view, around, texts)
            case ChooseFeedback() | RateTerminalNow() | WhyBad() | RatingGiven() | ChooseSubject() | ChooseOffice():
                return feedback_model(view, texts)
            case CheckComplaint() | SendingComplaint() | ComplaintFiled() | ComplaintNotFiled():
                return feedback_model(view, texts)
            case TypeText():
                mode = shown.mode
                return question_model(view, texts, large=mode.large, nine=mode.voice, portrait=around.portrait)
            case SearchThings():
                return search_model(view, texts, large=shown.mode.large, nine=shown.mode.voice)
            case _:
                return identity_model(view, around.catalogue.hall_names if around.catalogue else {}, texts)

    def _zone(self, view: ZoneView, around: Surroundings, texts: Texts) -> ScreenModel:
        other = next((language for language in self._languages if language != texts.language), texts.language)
        return zone_model(view, around.now, texts, self._texts[other])

    def _footer(self, shown: Shown, texts: Texts) -> Footer:
        over = shown.help_open or shown.modes_open
        at_home = isinstance(shown.view, Home) and not over
        following = self._languages[(self._languages.index(shown.language) + 1) % len(self._languages)]
        return Footer(
            back=Button(
                "footer.back",
                texts("footer.back"),
                Intent(IntentKind.BACK),
                icon="back",
                enabled=over or (shown.back and not shown.busy),
            ),
            home=Button("footer.home", texts("footer.home"), Intent(IntentKind.HOME), icon="home", enabled=not at_home),
            help=Button("footer.help", texts("footer.help"), Intent(IntentKind.HELP), icon="help"),
            large=large_button(shown.mode, texts),
            modes=modes_button(shown.mode, texts),
            language=Button(
                "footer.language",
                self._texts[following]("language.self"),
                Intent(IntentKind.LANGUAGE, following),
                icon="globe",
                enabled=len(self._languages) > 1,
            ),
        )


def _mode(shown: Shown) -> Mode:
    """A technician's screens hold more than citizens', in one look only."""
    return replace(USUAL, voice=shown.mode.voice) if isinstance(shown.view, TechnicianView) else shown.mode
