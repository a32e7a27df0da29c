"""A card as the completion of `read-card` carries it. This is the only place its contents leave the driver by."""

from base64 import b64encode
from typing import Any

from drivers.id_card_reader.card import Card
from drivers.id_card_reader.content import CardContent


def card_result(card: Card, content: CardContent, newest_address: str | None) -> dict[str, Any]:
    """JSON. `newest_address` None: it wasn't asked for. Empty texts and parts are kept, so that the keys are always the same."""
    return {
        "layout": card.layout.value,
        "name": card.name,
        "latin_name": card.latin_name,
        "sex": card.sex.value,
        "nation": card.nation,
        "nation_code": card.nation_code,
        "nationality": card.nationality,
        "birth": card.birth,
        "address": card.address,
        "newest_address": newest_address,
        "id_number": card.id_number,
        "issuer": card.issuer,
        "authority_code": card.authority_code,
        "authority_place": card.authority_place,
        "from": card.valid_from,
        "to": card.valid_to,
        "pass_number": card.pass_number,
        "count": card.count,
        "version": card.version,
        "former_link": card.former_link,
        "cut": list(card.cut),
        "problems": list(card.problems),
        "photo_wlt": b64encode(content.photo_wlt).decode("ascii"),
        "fingerprint": b64encode(content.fingerprint).decode("ascii"),
    }
