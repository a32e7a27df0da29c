"""What the kiosk knows after each answer of the hall."""

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.words import CompletionCode
from kiosk.ports.catalogue import merged
from tests.support.kiosk_views import catalogue_view


def answer(**result: object) -> Completion:
    return Completion(id=new_id(), code=CompletionCode.SUCCESS, result=result)


def test_a_new_version_replaces_the_known_one() -> None:
    view = catalogue_view()
    assert merged(None, answer(catalogue=view.model_dump(mode="json"))) == view


def test_the_same_version_brings_how_many_wait() -> None:
    known = catalogue_view()
    queues = [queue.model_copy(update={"waiting": 99}).model_dump(mode="json") for queue in known.queues]
    after = merged(known, answer(catalogue=None, queues=queues))
    assert after is not None
    assert {queue.waiting for queue in after.queues} == {99}
    assert after.services == known.services


def test_a_refusal_keeps_what_is_known() -> None:
    known = catalogue_view()
    assert merged(known, Completion(id=new_id(), code=CompletionCode.INTERNAL_ERROR)) is known
