"""What managers see of windows beside what everyone sees."""

from api.messages.views import WindowDetailView
from hall_controller.domain.hall import Hall


def window_details(hall: Hall) -> tuple[WindowDetailView, ...]:
    windows = [hall.window(number) for number in sorted(hall.rules.windows)]
    return tuple(
        WindowDetailView(
            number=window.number,
            clerk=window.clerk,
            fault=window.fault,
            offline=window.offline,
            tidal=window.tidal,
            since=window.since,
        )
        for window in windows
    )
