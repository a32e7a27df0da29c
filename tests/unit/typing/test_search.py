"""Search: what fits, and where it leads."""

from functools import partial

import pytest

from api.text.catalogue import read_catalogue
from hall_controller.sound import pinyin_of
from kiosk.flow.flows import TAKE_TICKET, flows
from kiosk.flow.identity.tries import Tries
from kiosk.flow.intents import IntentKind
from kiosk.flow.items.flows import ITEMS, item_flows
from kiosk.flow.items.offers import ItemOffer
from kiosk.flow.search import Findable, find
from kiosk.flow.search_flow import SEARCH, search_flows, search_step
from kiosk.flow.typing.views import FoundService, SearchThings
from tests.support.item_hall import MemoryItems
from tests.support.kiosk_flow import Rig
from tests.support.kiosk_views import catalogue_view
from tests.support.typing_rig import WordList

NAMES = {
    "居民身份证换领": "ID card renewal",
    "社会保障卡申领与挂失": "Social security card: apply or report lost",
    "不动产登记": "Real estate registration",
    "重庆银行开户": "Opening a bank account",
    "机动车六年免检标志": "Inspection-free mark",
    "个人所得税查询": "Income tax: look up",
}
THINGS = [Findable(zh, {"zh-CN": zh, "en": en}, pinyin_of({"zh-CN": zh})) for zh, en in NAMES.items()]


@pytest.mark.parametrize(
    ("typed", "keys", "first"),
    [
        ("", "sfz", "居民身份证换领"),
        ("", "shenfenzheng", "居民身份证换领"),
        ("", "shenfz", "居民身份证换领"),
        ("", "shen'fen", "居民身份证换领"),
        ("", "739", "居民身份证换领"),
        ("", "sbk", "社会保障卡申领与挂失"),
        ("社保卡", "", "社会保障卡申领与挂失"),
        ("", "bdc", "不动产登记"),
        ("", "cqyh", "重庆银行开户"),
        ("", "chongqing", "重庆银行开户"),
        ("BDC", "", "不动产登记"),
        ("税", "cx", "个人所得税查询"),
        ("id car", "", "居民身份证换领"),
        ("BANK", "", "重庆银行开户"),
        ("mark inspection", "", "机动车六年免检标志"),
    ],
)
def test_the_first_thing_found(typed: str, keys: str, first: str) -> None:
    assert find(typed, keys, THINGS, "en")[0] == first


def test_nothing_finds_nothing() -> None:
    for typed, keys in (("", ""), ("", "'"), (" ", ""), ("!", ""), ("", "vvv"), ("飞机", ""), ("税", "vv")):
        assert find(typed, keys, THINGS, "en") == [], (typed, keys)


def test_a_name_that_begins_so_comes_before_one_that_only_holds_it() -> None:
    things = [Findable(zh, {"zh-CN": zh}, pinyin_of({"zh-CN": zh})) for zh in ("补办身份证", "身份证办理", "身边的份子证明")]
    assert find("", "sfz", things, "zh-CN") == ["身份证办理", "补办身份证", "身边的份子证明"]


def test_english_words_are_looked_for_in_the_language_that_is_spoken() -> None:
    assert find("renewal", "", THINGS, "zh-CN") == []


def test_pinyin_of_names() -> None:
    assert pinyin_of({"zh-CN": "登记（ETC 2026年）"}).split()[1:4] == ["ji", "etc", "2026"]
    assert "xing/hang" in pinyin_of({"zh-CN": "银行"})
    assert "lv" in pinyin_of({"zh-CN": "绿色"}).split()[0].split("/")
    assert pinyin_of({"en": "Only English"}) == ""


class SearchRig(Rig):
    def __init__(self) -> None:
        self.items = MemoryItems()
        self.typing = WordList()
        tries, words = Tries(), partial(read_catalogue().texts, "items")
        search = search_step(12, tries, words)
        more = {**search_flows(search), **flows(12, tries, search), **item_flows(12, tries, words, search)}
        super().__init__(more_flows=more, more_ports={"items": self.items, "typing": self.typing})
        view = catalogue_view()
        services = tuple(one.model_copy(update={"pinyin": pinyin_of(one.names)}) for one in view.services)
        self.catalogue.view = view.model_copy(update={"services": services})

    @property
    def shown(self) -> SearchThings:
        view = self.engine.shown.view
        assert isinstance(view, SearchThings)
        return view

    @property
    def names(self) -> list[str]:
        return [(one.item if isinstance(one, ItemOffer) else one.service).names["zh-CN"] for one in self.shown.found]

    async def type(self, keys: str) -> None:
        for key in keys:
            await self.do(IntentKind.KEY, key)

    async def choose_named(self, name: str) -> None:
        found = self.shown.found[self.names.index(name)]
        value = f"item:{found.item.id}" if isinstance(found, ItemOffer) else f"service:{found.service.id}"
        await self.do(IntentKind.CHOOSE, value)


async def test_from_initials_to_a_number() -> None:
    rig = SearchRig()
    await rig.do(IntentKind.START, SEARCH)
    assert rig.shown.found == ()
    await rig.type("jmsfz")
    await rig.choose_named("居民身份证换领")
    assert rig.view == "Printing" or rig.engine.shown.step == "take-ticket"
    [taken] = rig.hall.takes.values()
    assert taken.service in {s.id for s in rig.catalogue.view.services if s.names["zh-CN"] == "居民身份证换领"}  # type: ignore[union-attr]


async def test_from_the_services_to_search_and_back() -> None:
    rig = SearchRig()
    await rig.do(IntentKind.START, TAKE_TICKET)
    assert rig.engine.shown.view.search  # type: ignore[union-attr]
    await rig.do(IntentKind.CHOOSE, "search")
    assert rig.view == "SearchThings"
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseDepartment"


async def test_from_the_zones_of_items_to_search_and_back() -> None:
    rig = SearchRig()
    await rig.do(IntentKind.START, ITEMS)
    assert rig.engine.shown.view.search  # type: ignore[union-attr]
    await rig.do(IntentKind.CHOOSE, "search")
    assert rig.view == "SearchThings"
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseZone"


async def test_an_item_brings_its_own_steps_and_back_leads_to_what_was_found() -> None:
    rig = SearchRig()
    await rig.do(IntentKind.START, SEARCH)
    wanted = next(item for item in rig.items.catalogue().items if "查询" in item.names["zh-CN"])
    name = wanted.names["zh-CN"]
    for character in name[:4]:
        await rig.do(IntentKind.TEXT, character)
    await rig.choose_named(name)
    assert rig.engine.session is not None
    assert rig.engine.session.item is not None
    assert rig.engine.session.item.item.id == wanted.id
    await rig.do(IntentKind.BACK)
    assert rig.shown.typing.text == name[:4]
    assert name in rig.names
    await rig.do(IntentKind.HOME)
    await rig.do(IntentKind.START, SEARCH)
    assert rig.shown.typing.text == ""


async def test_a_written_character_is_chosen_first() -> None:
    rig = SearchRig()
    rig.typing.written = ("税", "说")
    await rig.do(IntentKind.START, SEARCH)
    await rig.do(IntentKind.CHOOSE, "handwriting")
    await rig.do(IntentKind.STROKE, "1,1 9,9")
    assert [one.text for one in rig.shown.typing.candidates] == ["税", "说"]
    await rig.do(IntentKind.TEXT, "税")
    assert rig.names
    assert all("税" in name for name in rig.names)
    await rig.do(IntentKind.HOME)
    assert rig.typing.forgotten == 1


async def test_what_cannot_be_taken_now_is_grey_and_leads_nowhere() -> None:
    rig = SearchRig()
    rig.catalogue.reachable = False
    await rig.do(IntentKind.START, SEARCH)
    await rig.type("jmsfz")
    [service] = [one for one in rig.shown.found if isinstance(one, FoundService)][:1]
    assert not service.enabled
    assert not service.reachable
    await rig.do(IntentKind.CHOOSE, f"service:{service.service.id}")
    assert rig.view == "SearchThings"
    assert rig.hall.takes == {}


async def test_an_item_that_cannot_be_begun_now_leads_to_why() -> None:
    rig = SearchRig()
    rig.items.reachable = False
    await rig.do(IntentKind.START, SEARCH)
    item = next(item for item in rig.items.catalogue().items if not item.offline)
    for character in item.names["zh-CN"][:4]:
        await rig.do(IntentKind.TEXT, character)
    await rig.choose_named(item.names["zh-CN"])
    assert rig.view == "ItemAway"
    await rig.do(IntentKind.BACK)
    assert rig.view == "SearchThings"


async def test_what_was_searched_is_in_no_record() -> None:
    rig = SearchRig()
    await rig.do(IntentKind.START, SEARCH)
    await rig.type("jmsfz")
    told = repr(rig.audit.events) + repr(rig.engine.shown) + repr(rig.engine.session)
    assert "jmsfz" not in told
    assert "身份证" not in told
