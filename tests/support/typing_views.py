"""Views of typing as they come up, with an invented person's words."""

from kiosk.flow.typing.ports import Candidate
from kiosk.flow.typing.question import Keyboard, TextKind, TextQuestion
from kiosk.flow.typing.views import TypeText

ALL = (Keyboard.PINYIN, Keyboard.HANDWRITING, Keyboard.LETTERS)
NAME = TextQuestion(TextKind.NAME, "name.title", "name.text")
ADDRESS = TextQuestion(
    TextKind.TEXT,
    {"zh-CN": "经常居住地址", "en": "Where you usually live"},
    {"zh-CN": "写到门牌号。", "en": "Down to the house number."},
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
