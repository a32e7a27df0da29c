"""Whoever took their consent back is at no kiosk any more once every kiosk has asked; whoever agreed again stays."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from api.messages.identity_commands import GiveConsent, WithdrawConsent
from api.messages.identity_words import ConsentPurpose
from hall_controller.identity import consenting
from hall_controller.identity.schema import open_identity_file
from tests.support.hall_core import MORNING

PERSONS, KIOSKS = 3, 3
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("agree"), st.integers(0, PERSONS - 1), st.integers(0, KIOSKS - 1)),
        st.tuples(st.just("withdraw"), st.integers(0, PERSONS - 1), st.just(0)),
        st.tuples(st.just("withdraw by receipt"), st.integers(0, PERSONS - 1), st.just(0)),
        st.tuples(st.just("ask"), st.integers(0, KIOSKS - 1), st.just(0)),
        st.tuples(st.just("clock"), st.integers(-3_600_000, 3_600_000), st.just(0)),
        st.tuples(st.just("restart"), st.just(0), st.just(0)),
    ),
    max_size=40,
)


class Kiosk:
    """What it keeps, and up to when it has asked."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.until = 0


class World:
    """The hall's file and some kiosks, by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = open_identity_file(path)
        self.kiosks = [Kiosk() for _ in range(KIOSKS)]
        self.receipts: dict[str, str] = {}
        self.agreed: set[str] = set()
        self.now = MORNING
        self.commands = 0

    def next_id(self) -> str:
        self.commands += 1
        return f"command-{self.commands}"

    def agree(self, person: str, kiosk: Kiosk) -> None:
        command = GiveConsent(purpose=ConsentPurpose.FACE_REGISTRY, text_version="1", person=person, given_at=MORNING)
        numbers = self.commands
        self.receipts[person] = consenting.give(self.connection, self.next_id(), "kiosk", command, self.now, lambda _: numbers)
        kiosk.kept.add(person)
        self.agreed.add(person)

    def withdraw(self, person: str, *, by_receipt: bool) -> None:
        if by_receipt and person not in self.agreed:
            return
        command = WithdrawConsent(receipt=self.receipts[person]) if by_receipt else WithdrawConsent(person=person)
        consenting.withdraw(self.connection, self.next_id(), command, self.now)
        self.agreed.discard(person)

    def ask(self, kiosk: Kiosk) -> None:
        persons, kiosk.until = consenting.withdrawals(self.connection, kiosk.until)
        kiosk.kept -= set(persons)

    def restart(self) -> None:
        self.connection.close()
        self.connection = open_identity_file(self.path)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_nobody_who_left_is_kept_and_nobody_who_stays_is_deleted(steps: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder) / "identity.db")
        try:
            for step, number, kiosk in steps:
                person = f"person-under-test-{number}"
                if step == "agree":
                    world.agree(person, world.kiosks[kiosk])
                elif step == "ask":
                    before = set(world.kiosks[number].kept)
                    world.ask(world.kiosks[number])
                    assert not (before - world.kiosks[number].kept) & world.agreed
                elif step == "clock":
                    world.now += number
                elif step == "restart":
                    world.restart()
                else:
                    world.withdraw(person, by_receipt=step.endswith("receipt"))
            for each in world.kiosks:
                world.ask(each)
                assert each.kept <= world.agreed
        finally:
            world.connection.close()
