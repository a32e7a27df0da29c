"""What the guide's steps show, for the gallery, the screens' lint and the models' tests."""

from pathlib import Path

from api.messages.item_views import FeeStep, ItemHoursView, ItemView, NoticeStep
from api.messages.item_words import PayWhere
from kiosk.flow.guide.plan import HallPlan, read_plan
from kiosk.flow.guide.views import GuideMenu, GuideView, HallMap, NoticeSheet, Paper, Topic

ROOT = Path(__file__).resolve().parents[2]
DEPARTMENT = {"zh-CN": "示例县不动产登记中心", "en": "Example County Real Estate Registration Centre"}


def plan() -> HallPlan:
    """The demo's."""
    return read_plan(ROOT / "firmware_configs" / "sites" / "demo" / "plan.toml")


def item() -> ItemView:
    """An item with everything that a notice can say."""
    return ItemView(
        id="estate-transfer-booking",
        zone="real-estate",
        names={"zh-CN": "二手房转移登记预审", "en": "Pre-check for the transfer of a home"},
        hint={"zh-CN": "买卖双方一起办", "en": "Buyer and seller together"},
        department="estate",
        icon="building",
        hours=ItemHoursView(days=(1, 2, 3, 4, 5), opens="09:00", closes="17:00"),
        offline=True,
        materials=(
            {"zh-CN": "双方身份证原件", "en": "Both ID cards, originals"},
            {"zh-CN": "不动产权证书原件", "en": "The certificate of title, original"},
            {"zh-CN": "房屋买卖合同", "en": "The contract of sale"},
        ),
        steps=(
            NoticeStep(
                title={"zh-CN": "办理须知", "en": "Please note"},
                paragraphs=(
                    {
                        "zh-CN": "有抵押的房屋，要先办抵押注销，或者由银行同意带押过户。",
                        "en": "A mortgaged home needs its mortgage cleared first, or the bank's consent.",
                    },
                    {
                        "zh-CN": "预审通过后，请在 30 天内到窗口办理。",
                        "en": "After the pre-check, come to a window within 30 days.",
                    },
                ),
            ),
            FeeStep(where=PayWhere.WINDOW, note={"zh-CN": "登记费 80 元，在窗口交。", "en": "80 yuan, paid at the window."}),
        ),
    )


def guide_views() -> dict[str, GuideView]:
    """Name → view."""
    here = plan()
    return {
        "guide-menu": GuideMenu(tuple(Topic)),
        "guide-map": HallMap(here, here.own_floor),
        "guide-map-upstairs": HallMap(here, 1),
        "guide-notice": NoticeSheet(item(), DEPARTMENT, 0, printable=True, startable=True),
        "guide-notice-printed": NoticeSheet(item(), DEPARTMENT, 0, printable=True, paper=Paper.PRINTED),
        "guide-notice-no-printer": NoticeSheet(item(), DEPARTMENT, 1, printable=False),
    }
