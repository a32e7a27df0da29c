"""What the controller tells a monitoring system: the hall in numbers, nobody in it. Pure; `controller` brings the parts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from api.messages.views import DeviceBoard, Health, ManagerView
from api.messages.words import AvailabilityState, DeviceState, WindowState
from api.process.common_readings import of_health
from api.process.readings import Kind, Metric, Reading, read

PART = "controller"
COMMAND_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""From a commit on a fast disk to what a clerk already notices at the desk."""
OTHER_KIND = "other"
"""Of devices that the hall's configuration doesn't expect: whoever may publish can't make up labels."""
_LISTED = ("node ", "device ", "screen ")
"""Lines of /healthz for single units; here they are counted by state and kind."""

ISSUED = Metric("tingtang_tickets_issued_today", Kind.GAUGE, "Numbers given out since the day's change.")
SERVED = Metric("tingtang_tickets_served_today", Kind.GAUGE, "Numbers whose service has ended today.")
WAITING = Metric("tingtang_queue_waiting", Kind.GAUGE, "How many wait in a queue now.", ("queue",))
QUEUE_OPEN = Metric("tingtang_queue_open", Kind.GAUGE, "1 while the queue gives numbers.", ("queue",))
QUEUE_WINDOWS = Metric("tingtang_queue_windows", Kind.GAUGE, "Open windows that serve a queue.", ("queue",))
FORECAST = Metric("tingtang_queue_forecast_seconds", Kind.GAUGE, "Expected wait of who takes a number now.", ("queue",))
WINDOWS = Metric("tingtang_windows", Kind.GAUGE, "Windows by their state.", ("state",))
NODES = Metric("tingtang_nodes", Kind.GAUGE, "Agents, kiosks and other nodes by what they say of themselves.", ("state",))
DEVICES = Metric("tingtang_devices", Kind.GAUGE, "Devices and hall screens by kind and state.", ("kind", "state"))
FAULTY = Metric("tingtang_devices_faulty", Kind.GAUGE, "Devices with at least one open fault, by kind.", ("kind",))
ALERTS = Metric("tingtang_alerts_open", Kind.GAUGE, "Rows of the manager's list of what needs a look.")
EMERGENCY = Metric("tingtang_emergency", Kind.GAUGE, "1 while the hall is being left.")
CALLS = Metric("tingtang_duty_calls_open", Kind.GAUGE, "Calls for a person on duty that nobody has closed.")
COMPLAINTS = Metric("tingtang_complaints_open", Kind.GAUGE, "Complaints without an answer.")
LEDGER = Metric("tingtang_ledger_events_total", Kind.COUNTER, "Sequence number of the ledger's last event.")
COMMANDS = Metric(
    "tingtang_command_seconds", Kind.HISTOGRAM, "From a command's arrival until its answer is durable, by desk, kiosk or device."
)
HTTP_REFUSED = Metric("tingtang_http_refused_total", Kind.COUNTER, "HTTP requests refused, by reason.", ("code",))
INBOX = Metric("tingtang_inbox_total", Kind.COUNTER, "Commands that came over the broker: accepted, or why not.", ("outcome",))
READERS = Metric("tingtang_live_readers", Kind.GAUGE, "Desks, screens and pages that follow live.")
CLOCK = Metric("tingtang_clock_drift_seconds", Kind.GAUGE, "How far the hall's clock is from the machine's.")
DISK = Metric("tingtang_disk_free_bytes", Kind.GAUGE, "Room on the disk that holds the ledger.")
BACKUP = Metric("tingtang_backup_timestamp_seconds", Kind.GAUGE, "When the newest backup was made (Unix time); 0: there is none.")

METRICS = (
    ISSUED, SERVED, WAITING, QUEUE_OPEN, QUEUE_WINDOWS, FORECAST, WINDOWS, NODES, DEVICES, FAULTY, ALERTS, EMERGENCY, CALLS,
    COMPLAINTS, LEDGER, COMMANDS, HTTP_REFUSED, INBOX, READERS, CLOCK, DISK, BACKUP,
)  # fmt: skip


def of_controller(health: Health) -> Iterator[Reading]:
    """Its own parts; single nodes and devices are counted by `of_devices`."""
    yield from of_health(PART, health, [part.name for part in health.parts if not part.name.startswith(_LISTED)])


def of_hall(view: ManagerView, seq: int) -> Iterator[Reading]:
    yield read(ISSUED, view.issued_today)
    yield read(SERVED, view.served_today)
    for queue in view.queues:
        yield read(WAITING, queue.waiting, queue.id)
        yield read(QUEUE_OPEN, queue.open, queue.id)
        yield read(QUEUE_WINDOWS, queue.open_windows, queue.id)
        if queue.forecast is not None:
            yield read(FORECAST, max(0, queue.forecast.expected - view.at) / 1000, queue.id)
    windows = Counter(window.state for window in view.windows)
    for state in WindowState:
        yield read(WINDOWS, windows[state], state.value)
    yield read(ALERTS, len(view.alerts))
    yield read(EMERGENCY, view.emergency is not None)
    yield read(LEDGER, seq)


def of_devices(board: DeviceBoard, nodes: Iterable[AvailabilityState]) -> Iterator[Reading]:
    counted = Counter(nodes)
    for availability in AvailabilityState:
        yield read(NODES, counted[availability], availability.value)
    devices: Counter[tuple[str, DeviceState]] = Counter()
    faulty: Counter[str] = Counter()
    for view in board.devices:
        kind = view.kind if view.bound and view.kind else OTHER_KIND
        devices[kind, view.status] += 1
        faulty[kind] += bool(view.faults)
    for (kind, state), count in sorted(devices.items()):
        yield read(DEVICES, count, kind, state.value)
    for kind, count in sorted(faulty.items()):
        yield read(FAULTY, count, kind)


def of_refusals(http: Mapping[str, int], accepted: int, rejected: Mapping[str, int]) -> Iterator[Reading]:
    for code, count in sorted(http.items()):
        yield read(HTTP_REFUSED, count, code)
    yield read(INBOX, accepted, "accepted")
    for reason, count in sorted(rejected.items()):
        yield read(INBOX, count, reason)
