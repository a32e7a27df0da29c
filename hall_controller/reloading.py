"""A changed hall file while the controller runs: what may be taken over, and what is refused in words. Pure.

Taking over means that every part of the controller begins anew with the new file, as after a restart, in the same process:
nothing works by half of it. So only what would tear the day apart is refused.
"""

from hall_controller.config import HallConfig


def refusal(running: HallConfig, wanted: HallConfig) -> str:
    """Why this file isn't taken over; empty: it is."""
    if wanted.hall.site != running.hall.site:
        return f"hall.site: {wanted.hall.site} is another hall; its ledger is another one, and so is its data folder"
    if wanted.hall.timezone != running.hall.timezone:
        return "hall.timezone: the day would begin anew in the middle of it; restart the controller when the hall is closed"
    known = {queue.id: queue for queue in running.queues}
    for queue in wanted.queues:
        before = known.get(queue.id)
        if before is not None and before.all_prefixes() != queue.all_prefixes():
            return (
                f"queues.{queue.id}: other prefixes would be called than stand on the tickets that people hold;"
                " restart the controller when the hall is closed"
            )
    return ""
