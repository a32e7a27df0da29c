"""A finish that was taken back together with the leg it had begun: the journal's reader counts each leg once."""

from api.messages.hall_commands import UndoFinish
from hall_controller.simulation.journal_tracks import Tracks
from tests.support.visit_hall import CASHIER, DESK, visit_hall


def test_a_leg_that_was_taken_back_is_served_once() -> None:
    hall = visit_hall()
    hall.open(DESK, CASHIER)
    ticket = hall.take_for("change")
    hall.serve(DESK)
    hall.later(60)
    hall.finish(DESK)
    hall.later(5)
    hall.do(UndoFinish(window=DESK))
    hall.later(30)
    hall.finish(DESK)
    tracks = Tracks()
    for event in hall.events:
        tracks.hear(event)
    legs = tracks.tickets[ticket].legs
    assert [(leg.service, leg.service_ms) for leg in legs] == [("change", 90_000), ("document", None)]
