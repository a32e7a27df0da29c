"""Views of typing as they come up, with an invented person's words."""

from dataclasses import replace

from api.messages.views import ServiceView
from kiosk.flow.steps.search import QUESTION
from kiosk.flow.typing.ports import Candidate
from kiosk.flow.typing.question import Keyboard, TextKind, TextQuestion
from kiosk.flow.typing.views import FoundService, SearchThings, TypeText

ALL = (Keyboard.PINYIN, Keyboard.HANDWRITING, Keyboard.LETTERS)
NAME = TextQuestion(TextKind.NAME, "name.title", "name.text")
ADDRESS = TextQuestion(
    TextKind.TEXT,
    {"zh-CN": "经常居住地址", "en": "Where you usually live"},
    {"zh-CN": "写到门牌号。", "en": "Down to the house number."},
    max_length=80,
    optional=True,
    page=3,
    pages=8,
)
PHONE = TextQuestion(
    TextKind.PHONE, {"zh-CN": "联系电话", "en": "Phone number"}, {"zh-CN": "办好后通知您。", "en": "To tell you when it is done."}
)
BIRTHDAY = TextQuestion(TextKind.DATE, {"zh-CN": "出生日期", "en": "Birthday"}, page=1, pages=8)
ID_NUMBER = TextQuestion(TextKind.ID_NUMBER, {"zh-CN": "配偶身份证号码", "en": "Your spouse's ID number"}, hidden=True)
AMOUNT = TextQuestion(TextKind.AMOUNT, {"zh-CN": "成交价（元）", "en": "Price in yuan"}, optional=True)
PLATE = TextQuestion(TextKind.LETTERS, {"zh-CN": "车牌号（不含汉字）", "en": "Plate without its first character"})
COMPLAINT = TextQuestion(TextKind.TEXT, "complaint.complaint.words", "complaint.words.hint", max_length=200, optional=True)
LONG = "内蒙古自治区呼和浩特市新城区中山东路街道办事处" * 8
SEARCHING = (Keyboard.PINYIN, Keyboard.HANDWRITING)
FOUND = (
    {"zh-CN": "居民身份证换领", "en": "ID card renewal"},
    {"zh-CN": "居民身份证补领（丢失、被盗）", "en": "ID card: lost or stolen"},
    {"zh-CN": "临时居民身份证办理", "en": "Temporary ID card"},
    {"zh-CN": "异地办理居民身份证", "en": "ID card away from where you are registered"},
    {"zh-CN": "身份证信息变更备案", "en": "Change of the card's particulars: filing"},
    {"zh-CN": "身份证办理进度查询", "en": "Progress of an ID card"},
    {"zh-CN": "少数民族身份证", "en": "ID card in two scripts"},
)
STROKES = (((100, 300), (900, 280)), ((500, 80), (480, 900)), ((480, 320), (120, 700)), ((500, 320), (880, 700)))


def _candidates(words: str, used: int) -> tuple[Candidate, ...]:
    return tuple(Candidate(word, used) for word in words.split())


FROM_PINYIN = _candidates("王小明 王晓明 王 网 往 望 忘 旺 汪 亡 妄 枉 呼和浩特市新城区 赛罕", 12)


def typing_views() -> dict[str, TypeText]:
    return {
        "typing-empty": TypeText(NAME, Keyboard.PINYIN, ALL),
        "typing-pinyin": TypeText(
            ADDRESS, Keyboard.PINYIN, ALL, text="呼和浩特市", composing="wangxiaoming", candidates=FROM_PINYIN
        ),
        "typing-long": TypeText(COMPLAINT, Keyboard.PINYIN, ALL, text=LONG, composing="xincheng", candidates=FROM_PINYIN),
        "typing-long-text": TypeText(COMPLAINT, Keyboard.LETTERS, ALL, text=LONG, complete=True),
        "typing-no-character": TypeText(ADDRESS, Keyboard.PINYIN, ALL, text="新城区", composing="vvv"),
        "typing-handwriting": TypeText(
            NAME,
            Keyboard.HANDWRITING,
            ALL,
            text="王小",
            strokes=STROKES,
            candidates=_candidates("木 本 未 末 术 朩 才 大 水 不", 0),
        ),
        "typing-pad": TypeText(ADDRESS, Keyboard.HANDWRITING, ALL),
        "identity-name": TypeText(NAME, Keyboard.LETTERS, ALL, text="WANG XIAOMING", complete=True),
        "typing-letters": TypeText(PLATE, Keyboard.LETTERS, (Keyboard.LETTERS,), text="A12345", complete=True),
        "typing-phone": TypeText(PHONE, Keyboard.DIGITS, (Keyboard.DIGITS,), text="13800138000", complete=True),
        "typing-date": TypeText(
            BIRTHDAY, Keyboard.DIGITS, (Keyboard.DIGITS,), text="20260231", complete=True, problem="problem.date"
        ),
        "typing-id": TypeText(ID_NUMBER, Keyboard.DIGITS, (Keyboard.DIGITS,), text="11010119900307", hidden=True),
        "typing-amount": TypeText(AMOUNT, Keyboard.DIGITS, (Keyboard.DIGITS,), text="1280000.5", complete=True),
    }


def search_views() -> dict[str, SearchThings]:
    service = ServiceView(
        id="s6",
        names={"zh-CN": "居民身份证换领", "en": "ID card renewal"},
        department={"zh-CN": "公安局", "en": "Public security"},
        queue="police",
        minutes=10,
        open=True,
        pinyin="ju/ji min shen fen/bin zheng huan ling",
    )
    found = tuple(
        FoundService(service.model_copy(update={"id": f"s{index}", "names": names, "open": index != 1}), index != 1, True)
        for index, names in enumerate(FOUND)
    )
    by_sound = TypeText(QUESTION, Keyboard.PINYIN, SEARCHING, composing="sfz")
    by_hand = TypeText(
        QUESTION,
        Keyboard.HANDWRITING,
        SEARCHING,
        text="身份",
        strokes=STROKES,
        candidates=_candidates("木 本 未 末 术 朩 才 大 水 不", 0),
    )
    return {
        "search-empty": SearchThings(TypeText(QUESTION, Keyboard.PINYIN, SEARCHING)),
        "search-sound": SearchThings(by_sound, found, asked=True),
        "search-hand": SearchThings(by_hand, found[:3], asked=True),
        "search-letters": SearchThings(TypeText(QUESTION, Keyboard.LETTERS, SEARCHING, text="CARD"), found[:1], asked=True),
        "search-nothing": SearchThings(replace(by_sound, composing="vvvv"), asked=True),
    }
