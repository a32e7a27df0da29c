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
        st.tuples(st.just("agree while cut off"), st.integers(0, PERSONS - 1), st.integers(0, KIOSKS - 1)),
        st.tuples(st.just("clock"), st.integers(0, 3_600_000), st.just(0)),
        st.tuples(st.just("restart"), st.just(0), st.just(0)),
    ),
    max_size=40,
)


class Kiosk:
    """What it keeps, and up to when it has asked."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}
        """Person to when they agreed here last."""
        self.until = 0
        self.outbox: list[tuple[str, GiveConsent]] = []


class World:
    """The hall's file and some kiosks, by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = open_identity_file(path)
        self.kiosks = [Kiosk() for _ in range(KIOSKS)]
        self.receipts: dict[str, str] = {}
        self.agreed: set[str] = set()
        self.withdrawn_at: dict[str, int] = {}
        self.now = MORNING
        self.commands = 0

    def next_id(self) -> str:
        self.commands += 1
        return f"command-{self.commands}"

    def agree(self, person: str, kiosk: Kiosk) -> None:
        command = GiveConsent(purpose=ConsentPurpose.FACE_REGISTRY, text_version="1", person=person, given_at=self.now)
        kiosk.outbox.append((self.next_id(), command))
        kiosk.kept[person] = self.now
        self.agreed.add(person)

    def deliver(self, kiosk: Kiosk) -> None:
        """The kiosk's outbox reaches the hall."""
        for ident, command in kiosk.outbox:
            number = int(ident.removeprefix("command-"))
            receipt = consenting.give(self.connection, ident, "kiosk", command, self.now, lambda _, number=number: number)
            self.receipts[str(command.person)] = receipt
        kiosk.outbox.clear()

    def withdraw(self, person: str, *, by_receipt: bool) -> None:
        if by_receipt and (person not in self.agreed or any(kiosk.outbox for kiosk in self.kiosks)):
            return
        command = WithdrawConsent(receipt=self.receipts[person]) if by_receipt else WithdrawConsent(person=person)
        consenting.withdraw(self.connection, self.next_id(), command, self.now)
        self.agreed.discard(person)
        self.withdrawn_at[person] = self.now

    def ask(self, kiosk: Kiosk) -> None:
        persons, kiosk.until = consenting.withdrawals(self.connection, kiosk.until)
        for person in persons:
            kept_at = kiosk.kept.pop(person, None)
            assert kept_at is None or kept_at < self.withdrawn_at[person], "they agreed again since"

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
                world.now += 10
                if step.startswith("agree"):
                    world.agree(person, world.kiosks[kiosk])
                    if step == "agree":
                        world.deliver(world.kiosks[kiosk])
                elif step == "ask":
                    world.deliver(world.kiosks[number])
                    world.ask(world.kiosks[number])
                elif step == "clock":
                    world.now += number
                elif step == "restart":
                    world.restart()
                else:
                    world.withdraw(person, by_receipt=step.endswith("receipt"))
            for each in world.kiosks:
                world.deliver(each)
            for each in world.kiosks:
                world.ask(each)
                assert each.kept.keys() <= world.agreed
        finally:
            world.connection.close()
