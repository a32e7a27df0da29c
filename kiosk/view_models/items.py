"""Which model shows which of the items' views."""

from kiosk.flow.items.views import (
    Accepted,
    AskChoice,
    AskingDepartment,
    ChangeWhat,
    ChooseItem,
    ChooseOne,
    ChooseZone,
    ConfirmAnswers,
    DepartmentRefused,
    HandoverOffer,
    ItemAway,
    ItemCameOut,
    ItemFee,
    ItemFinished,
    ItemLater,
    ItemNotice,
    ItemPrinting,
    ItemRefused,
    ItemsView,
    NothingFound,
    OfferPaper,
    PaperFailed,
    PaperTaken,
    ShowRecords,
)
from kiosk.flow.mode import Mode
from kiosk.view_models.form_models import FactsModel, FormModel
from kiosk.view_models.item_facts import Reading
from kiosk.view_models.item_messages import asking_model, finished_model, handover_model, paper_model, trouble_model
from kiosk.view_models.item_picks import change_model, choice_model, choose_one_model, items_of_zone_model, zones_model
from kiosk.view_models.models import MessageModel, PickModel
from kiosk.view_models.texts import Texts

ItemModel = PickModel | FormModel | FactsModel | MessageModel


def item_model(view: ItemsView, texts: Texts, mode: Mode, *, portrait: bool) -> ItemModel:
    large = mode.large
    reading = Reading(texts, large=large, portrait=portrait)
    match view:
        case ChooseZone():
            return zones_model(view, texts, low=large and not portrait)
        case ChooseItem():
            return items_of_zone_model(view, texts, portrait=portrait, low=large and not portrait)
        case AskChoice():
            return choice_model(view, texts, mode)
        case ChooseOne():
            return choose_one_model(view, texts, mode)
        case ChangeWhat():
            return change_model(view, texts, mode)
        case ItemNotice():
            return reading.notice(view)
        case ShowRecords():
            return reading.records(view)
        case ConfirmAnswers():
            return reading.confirm(view)
        case ItemFee():
            return reading.fee(view)
        case Accepted():
            return reading.accepted(view)
        case ItemAway() | NothingFound() | ItemLater() | DepartmentRefused() | ItemRefused():
            return trouble_model(view, texts)
        case OfferPaper() | ItemPrinting() | ItemCameOut() | PaperTaken() | PaperFailed():
            return paper_model(view, texts)
        case AskingDepartment():
            return asking_model(view, texts)
        case HandoverOffer():
            return handover_model(view, texts)
        case ItemFinished():
            return finished_model(view, texts)
