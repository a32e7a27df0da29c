"""Who uses the hall: citizens at the kiosks, clerks at desks and call pads, hands on the rating pads. All by chance.

A person repeats what brought no answer, under the same id; that is all they know of the machinery.
"""

import asyncio
import random
from collections.abc import Sequence

from api.messages import hall_commands as commands
from api.messages.completion import Completion
from api.messages.roles import may_give
from api.messages.words import Refusal, Role, WindowState
from api.ports import Actor, Submission
from drivers.emulators.pads import CALL_KEYS, RATING_KEYS
from hall_controller.domain.hall import Hall
from kiosk.flow.intents import Intent, IntentKind
from kiosk.view_models.models import buttons_of
from kiosk.view_models.parts import Button
from kiosk.view_models.state import state_of
from tests.deterministic.controller import ControllerMachine
from tests.deterministic.kiosk import KioskMachine
from tests.deterministic.town import PAD_WINDOWS, Town
from tests.support.any_command import any_command

ANSWER_WITHIN_S = 3.0
PATIENCE_S = 0.3
OTHER_TERMINALS = (Actor("terminal-1", Role.DEVICE), Actor("terminal-2", Role.DEVICE))
"""Besides the simulated kiosks: what those lease and give out is nobody else's."""
USUAL = ("home.take-ticket", "service.", "department.", "no-paper.take", "came-out.", "ticket.", "rating.", "done.", "idle.")
"""What brings most citizens to their number; the rest of a kiosk's buttons lead round about."""
WALKS_AWAY = ("footer.home", "footer.back")

SENSIBLE: dict[WindowState, tuple[type[commands.HallCommand], ...]] = {
    WindowState.CLOSED: (commands.OpenWindow,),
    WindowState.IDLE: (commands.Next, commands.Next, commands.Next, commands.Next, commands.UndoFinish, commands.Pause),
    WindowState.CALLING: (commands.Arrive, commands.Arrive, commands.Arrive, commands.Miss, commands.Return, commands.Recall),
    WindowState.SERVING: (commands.Finish, commands.Finish, commands.Finish, commands.Hold, commands.Reject, commands.Transfer),
    WindowState.RATING: (commands.Next, commands.Next, commands.UndoFinish),
    WindowState.PAUSED: (commands.Resume,),
    WindowState.FAULT: (commands.ReportWindow,),
    WindowState.OFFLINE: (commands.ReportWindow,),
}
"""What a clerk would do in each state: pure chance would hardly ever bring a citizen to the end of a visit."""


class Counter:
    """Desks: commands over a connection that may break before or after the hall took them in."""

    def __init__(self, town: Town, controller: ControllerMachine) -> None:
        self._town = town
        self._controller = controller
        self._chance = town.stream("counter")
        self._new_id = town.ids("counter", "desk")
        self.answered: dict[str, tuple[str, Completion]] = {}
        """Operation and answer by command id."""
        self.under_way = 0

    def give(self, command: commands.HallCommand, actor: Actor) -> None:
        """Begin it; it goes on until it is answered."""
        submission = Submission(self._new_id(), actor, command)
        self.under_way += 1
        self._town.loop.create_task(self._until_answered(submission))

    async def _until_answered(self, submission: Submission) -> None:
        weather = self._town.weather
        while True:
            await asyncio.sleep(weather.hop_once_s())
            answer = None
            if not weather.lost():
                answer = await self._controller.submit(submission)
            if answer is not None and answer.error_code != Refusal.STORE_UNAVAILABLE.value and not weather.lost():
                break
            await asyncio.sleep(PATIENCE_S + self._chance.random())
        self.under_way -= 1
        name = type(submission.command).__name__
        self._town.trace.note("desk", f"{name} {submission.id} {answer.code.value} {answer.error_code}")
        known = self.answered.get(submission.id)
        if known is not None and known[1] != answer:
            self._town.problems.note(f"{name} {submission.id} was answered differently: {known[1]} and {answer}")
        self.answered[submission.id] = name, answer


class Clerks:
    """One clerk at each window, and a manager."""

    def __init__(self, town: Town, counter: Counter, operations: Sequence[type[commands.HallCommand]]) -> None:
        self._town = town
        self._counter = counter
        self._operations = operations
        self._chance = town.stream("clerks")
        self._actors = [Actor("manager-1", Role.MANAGER), *OTHER_TERMINALS]

    def act(self, hall: Hall) -> None:
        """One clerk does something; `hall` is what the screens show."""
        chance = self._chance
        window = chance.choice(sorted(hall.rules.windows))
        actor = Actor(f"clerk-{window}", Role.CLERK)
        at = hall.at
        if chance.random() < 0.2:
            model = chance.choice(self._operations)
            if model is commands.CloseDay and chance.random() < 0.9:
                # Nearly everything is refused until the next morning.
                return
            who = chance.choice([one for one in (actor, *self._actors) if may_give(one.role, model)])
            self._counter.give(any_command(model, hall, at, chance.choice), who)
            return
        likely = SENSIBLE[hall.window(window).state]
        if window in PAD_WINDOWS and hall.window(window).state is not WindowState.CLOSED and chance.random() < 0.5:
            self._press(window)
            return
        model = chance.choice(likely)
        fields = any_command(model, hall, at, chance.choice).model_dump(mode="json")
        meant = {"window": window, "reason": "form", "fault": "", "offline": False}
        if not may_give(actor.role, model):
            actor = OTHER_TERMINALS[0]
        self._counter.give(model.model_validate(fields | meant), actor)

    def _press(self, window: int) -> None:
        key = self._chance.choice(("next", "next", "next", "evaluate", "evaluate", *sorted(CALL_KEYS)))
        self._town.trace.note(f"callpad-{window}", f"pressed {key}")
        self._town.pads[f"callpad-{window}"].pad.press(key)


class Citizens:
    """Hands on a kiosk's screen."""

    def __init__(self, town: Town, kiosks: Sequence[KioskMachine]) -> None:
        self._town = town
        self._kiosks = kiosks
        self._chance: dict[str, random.Random] = {kiosk.name: town.stream(f"citizens/{kiosk.name}") for kiosk in kiosks}
        self.shown: dict[str, set[str]] = {kiosk.name: set() for kiosk in kiosks}
        """Numbers that stood on a screen as given."""

    def look(self) -> None:
        """Note what the screens show."""
        for machine in self._kiosks:
            if machine.kiosk is not None:
                number = state_of(machine.kiosk.engine.shown)["number"]
                if number:
                    self.shown[machine.name].add(number)

    def touch(self) -> None:
        """One citizen touches something sensible, or walks away."""
        machine = self._town.chance.choice(list(self._kiosks))
        kiosk, chance = machine.kiosk, self._chance[machine.name]
        if kiosk is None or machine.life is None:
            return
        buttons = [button for button in buttons_of(kiosk.model.value) if button.enabled]
        button = self._choose(buttons, chance)
        if button is None:
            return
        self._town.trace.note(machine.name, f"touched {button.name}")
        for intent in (Intent(IntentKind.TOUCHED), button.intent):
            machine.life.call(lambda intent=intent: kiosk.post(intent))  # type: ignore[misc]

    @staticmethod
    def _choose(buttons: list[Button], chance: random.Random) -> Button | None:
        away = [button for button in buttons if button.name in WALKS_AWAY]
        if away and chance.random() < 0.05:
            return chance.choice(away)
        on = [button for button in buttons if not button.name.startswith("footer.")]
        usual = [button for button in on if button.name.startswith(USUAL)]
        pick = usual if usual and chance.random() < 0.8 else on
        return chance.choice(pick) if pick else None

    def rate(self) -> None:
        """Somebody presses a key of a rating pad, asked or not."""
        pads = [name for name in self._town.pads if name.startswith("rating")]
        name, key = self._town.chance.choice(pads), self._town.chance.choice(sorted(RATING_KEYS))
        self._town.trace.note(name, f"pressed {key}")
        self._town.pads[name].pad.press(key)
