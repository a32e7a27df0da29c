"""A process that takes numbers and calls them until it is killed: prints each answer after it got it.

Arguments: database file. What stands on its output was promised to someone.
"""

import sys
import threading
from pathlib import Path

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import HallCommand, OpenWindow, PressKey, Take
from api.messages.words import HandOver
from api.ports import Submission
from hall_controller.clock import HallClock
from tests.support.hall_core import MANAGER
from tests.support.hall_store import StoreHall
from tests.support.killed_hall import SUBMITTERS, killed_hall_config


def main(path: Path) -> None:
    hall = StoreHall(path, killed_hall_config(), HallClock())
    hall.open()
    hall.writer.begin()
    output = threading.Lock()

    def work(submitter: int) -> None:
        window = submitter + 1
        hall.submit(OpenWindow(window=window))
        while True:
            for command in (Take(service="s-a", hand_over=HandOver.SCREEN), PressKey(window=window, key="next")):
                say(command, hall.start(Submission(ident := new_id(), MANAGER, command)).result(), ident)

    def say(command: HallCommand, completion: Completion, ident: str) -> None:
        ticket = completion.result.get("ticket")
        with output:
            print(type(command).__name__, ident, ticket["number"] if ticket else "-", flush=True)

    threads = [threading.Thread(target=work, args=(submitter,), daemon=True) for submitter in range(SUBMITTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
