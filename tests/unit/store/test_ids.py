from itertools import count

import pytest
from pydantic import TypeAdapter

from api.ids import new_id
from api.messages.base import Ulid
from hall_controller.store.ids import IdBlocks


def test_each_id_is_a_ulid_of_its_own_and_blocks_count_up() -> None:
    next_id = IdBlocks(new_id).next
    ids = [next_id() for _ in range(5000)]
    assert len(set(ids)) == 5000
    adapter: TypeAdapter[str] = TypeAdapter(Ulid)
    assert all(adapter.validate_python(ident) for ident in ids)
    assert ids[:1024] == sorted(ids[:1024])


@pytest.mark.parametrize(("drawn", "blocks"), [(1, 1), (1024, 1), (1025, 2)])
def test_one_fresh_id_lasts_for_1024(drawn: int, blocks: int) -> None:
    made = count()
    next_id = IdBlocks(lambda: f"01J{next(made):023d}").next
    for _ in range(drawn):
        next_id()
    assert next(made) == blocks
