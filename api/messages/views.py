"""Read views: what screens, desks and kiosks are shown. Also the payloads of the live streams.

Public and clerk views never carry one person's rating (背靠背): a test walks these models.
"""

from api.messages.desk_views import Colleagues, ColleagueView, DeskView, WaitingTicket
from api.messages.device_views import DeviceBoard, DeviceView, FaultPlace, Health, PartHealth
from api.messages.hall_views import (
    BlockView,
    CallView,
    CatalogueView,
    EmergencyView,
    HallBoard,
    IdentityPolicyView,
    PackageView,
    QueueView,
    RulesView,
    ServiceView,
    SlotView,
    WindowView,
)
from api.messages.item_views import CaseView, DocumentContentView, ItemIndexView, RecordsView, ZoneItemsView
from api.messages.manager_views import AlertView, ListedPersonView, ManagerView, RatingView, TopView, WeeklyTops, WindowDetailView
from api.messages.names import Names
from api.messages.privacy_views import PrivacyView
from api.messages.ticket_views import FollowView, ForecastView, TicketsFound, TicketSlip, TicketView, WhyNext, WhyView

__all__ = [
    "AlertView",
    "BlockView",
    "CallView",
    "CaseView",
    "CatalogueView",
    "ColleagueView",
    "Colleagues",
    "DeskView",
    "DeviceBoard",
    "DeviceView",
    "DocumentContentView",
    "EmergencyView",
    "FaultPlace",
    "FollowView",
    "ForecastView",
    "HallBoard",
    "Health",
    "IdentityPolicyView",
    "ItemIndexView",
    "ListedPersonView",
    "ManagerView",
    "Names",
    "PackageView",
    "PartHealth",
    "PrivacyView",
    "QueueView",
    "RatingView",
    "RecordsView",
    "RulesView",
    "ServiceView",
    "SlotView",
    "TicketSlip",
    "TicketView",
    "TicketsFound",
    "TopView",
    "WaitingTicket",
    "WeeklyTops",
    "WhyNext",
    "WhyView",
    "WindowDetailView",
    "WindowView",
    "ZoneItemsView",
]
