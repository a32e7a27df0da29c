"""All adapters of a hall: by name, one line when one goes and one when it is back, an adapter's own mistake strands nobody."""

import pytest
import structlog

from api.ids import new_id
from api.messages.identity_commands import CheckIdentity
from api.messages.identity_words import IdentityOutcome, IdentitySource
from hall_controller.identity.adapters.asked import Adapters
from hall_controller.identity.adapters.base import MALFORMED, NO_CONSENT, UNKNOWN, Answer, Question
from tests.support.platforms import WANG, CtidRig, LicenceRig
from tingtang.reference.faults import Fault


def asked(adapter: str = "ctid", **fields: str) -> CheckIdentity:
    return CheckIdentity(adapter=adapter, **{"name": WANG.name, "id_number": WANG.number, **fields})


class Mistaken:
    """An adapter with a mistake whose text is personal."""

    source = IdentitySource.CTID
    ready = True

    async def check(self, question: Question) -> Answer:
        raise KeyError(question.id_number)

    async def close(self) -> None:
        """Nothing is open."""


async def test_each_by_its_name() -> None:
    ctid, licence = CtidRig(), LicenceRig()
    adapters = Adapters({"ctid": ctid.adapter, "licence": licence.adapter})
    assert adapters.names == adapters.ready == ("ctid", "licence")
    assert (await adapters.check(asked("ctid"))).source is IdentitySource.CTID
    assert (await adapters.check(asked("licence"))).source is IdentitySource.LICENCE
    assert (await adapters.check(asked("other"))).reason == UNKNOWN
    await adapters.close()
    with pytest.raises(RuntimeError, match="closed"):
        await ctid.adapter._http.ask("/auth/apply", b"{}", dict)


async def test_a_picture_goes_out_with_a_consent_only() -> None:
    rig = CtidRig()
    adapters = Adapters({"ctid": rig.adapter})
    assert (await adapters.check(asked(picture="eA=="))).reason == NO_CONSENT
    assert rig.wire.sent == []
    assert (await adapters.check(asked(picture="eA==", consent=new_id()))).reason != NO_CONSENT


async def test_what_is_away_isnt_offered_and_is_told_once_each_way() -> None:
    rig = CtidRig()
    adapters = Adapters({"ctid": rig.adapter})
    rig.faults.set(Fault.DOWN, times=100)
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            await adapters.check(asked())
        assert adapters.ready == ()
        rig.faults.set(Fault.NONE)
        rig.times.later(60_000)
        for _ in range(2):
            await adapters.check(asked())
    assert [line["event"] for line in lines] == ["identity platform can't be used", "identity platform answers again"]


async def test_an_adapters_mistake_is_a_platform_that_cant_be_used_and_its_text_stays_inside() -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await Adapters({"ctid": Mistaken()}).check(asked())
    assert (answer.outcome, answer.reason) == (IdentityOutcome.UNAVAILABLE, MALFORMED)
    assert WANG.number not in str(lines)
