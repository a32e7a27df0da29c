"""What somebody types into a field of an item. The person is invented."""

from api.identity.id_number import check_character
from api.messages.item_views import FieldView
from api.messages.item_words import FieldKind
from kiosk.flow.items.questions import yuan
from tests.support.pattern_text import matching


def typed_for(one: FieldView) -> str:
    """Something that fits the field."""
    match one.kind:
        case FieldKind.NUMBER:
            return str(one.least or 1)
        case FieldKind.MONEY:
            return yuan(max(one.least, 100))
        case FieldKind.DATE:
            return "20260504"
        case FieldKind.PHONE:
            return "13800000000"
        case FieldKind.ID_NUMBER:
            first = "61012419900307123"
            return first + check_character(first)
        case FieldKind.CODE:
            return matching(one.pattern, one.least)
        case _:
            return ("王小明住在蓝田县北环路十二号三单元五零一室" * 4)[: max(one.least, 3)]
