"""A kiosk without a technician's code: the hidden corner does nothing."""

from kiosk.flow.technician.ports import CheckRow, CodeVerdict, DeviceRow, LogRow, NetworkRow, RecordRow, TestResult


class NoTechnician:
    """Implements TechnicianPort."""

    offered = False
    rotation = 0

    async def try_code(self, code: str) -> CodeVerdict:
        return CodeVerdict(False)

    async def self_test(self) -> tuple[CheckRow, ...]:
        return ()

    def last_record(self) -> RecordRow:
        return RecordRow("")

    def devices(self) -> tuple[DeviceRow, ...]:
        return ()

    async def test_device(self, device: str) -> TestResult:
        return TestResult(False)

    def network(self) -> tuple[NetworkRow, ...]:
        return ()

    def log(self) -> tuple[LogRow, ...]:
        return ()

    def blanks(self) -> int | None:
        return None

    def refill(self, count: int) -> None:
        return None

    def rotate(self, degrees: int) -> bool:
        return False

    async def bundle(self) -> str:
        return ""

    def restart(self) -> None:
        return None
