"""A technician's port in memory."""

from dataclasses import dataclass, field

from kiosk.flow.technician.ports import CheckRow, CodeVerdict, DeviceRow, LogRow, NetworkRow, RecordRow, TestResult

CODE = "24681357"
CHECKED = (
    CheckRow("renderer", "well", "renderer.well", (("driver", "kmsdrm"), ("renderer", "V3D 4.2"))),
    CheckRow("fonts", "well", "fonts.well", (("count", 640),)),
    CheckRow("touch", "well", "touch.well", (("name", "ILITEK Multi-Touch"),)),
    CheckRow("camera", "broken", "camera.missing", (("name", "usb-HD_Camera-video-index0"),)),
    CheckRow("disk", "look", "disk.little", (("folder", "/var/lib/tingtang"), ("free", 320))),
    CheckRow("broker", "look", "broker.cut-off", (("host", "127.0.0.1"), ("port", 1883), ("node", "kiosk-01"))),
    CheckRow("printer", "broken", "printer.not-well", (("printer", "kiosk-01-agent/receipt-1"), ("reason", "paper.out"))),
)
DEVICES = (
    DeviceRow("idcard-1", "id-card-reader", "SAM", True, "ok"),
    DeviceRow("receipt-1", "receipt-printer", "ESC/POS", False, "paper.out"),
    DeviceRow("scanner-1", "scanner", "GM65", True, "ok"),
)
NETWORK = (
    NetworkRow("network.card", "eth0", "10.0.0.31", True),
    NetworkRow("network.card", "wlan0", "", False),
    NetworkRow("network.gateway", "", "10.0.0.1", True),
    NetworkRow("network.broker", "", "127.0.0.1:1883", True),
    NetworkRow("network.hall", "", "", False),
    NetworkRow("network.clock", "", "+0.1 s", True),
)


@dataclass
class MemoryTechnician:
    """Implements TechnicianPort."""

    offered: bool = True
    wait_s: float = 0.0
    rotation: int = 0
    left: int | None = 87
    bundle_at: str = "/media/usb0/tingtang-kiosk-01.zip"
    tested: list[str] = field(default_factory=list)
    restarts: int = 0
    tests: int = 0
    keeps: bool = True

    async def try_code(self, code: str) -> CodeVerdict:
        return CodeVerdict(code == CODE and not self.wait_s, self.wait_s)

    async def self_test(self) -> tuple[CheckRow, ...]:
        self.tests += 1
        return CHECKED

    def last_record(self) -> RecordRow:
        return RecordRow("2026-11-20 04:30", "look") if self.tests else RecordRow("")

    def devices(self) -> tuple[DeviceRow, ...]:
        return DEVICES

    async def test_device(self, device: str) -> TestResult:
        self.tested.append(device)
        return TestResult(device != "receipt-1", "paper.out" if device == "receipt-1" else "")

    def network(self) -> tuple[NetworkRow, ...]:
        return NETWORK

    def log(self) -> tuple[LogRow, ...]:
        return tuple(LogRow(f"09:{minute:02}:00", "info", f"kiosk.app: event {minute}") for minute in range(12))

    def blanks(self) -> int | None:
        return self.left

    def refill(self, count: int) -> None:
        self.left = count

    def rotate(self, degrees: int) -> bool:
        if self.keeps:
            self.rotation = degrees
        return self.keeps

    async def bundle(self) -> str:
        return self.bundle_at

    def restart(self) -> None:
        self.restarts += 1
