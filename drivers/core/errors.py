"""What can go wrong with a device, by type: retry, completion code and the fault on the device board follow the type."""

from collections.abc import Mapping
from typing import ClassVar

from api.messages.completion import Completion
from api.messages.words import Action, CompletionCode, DeviceState


class DeviceError(Exception):
    """Base of all errors a driver or a link may raise.

    `detail` is English for logs and technicians; it never holds what a command carried (tickets, names, card data).
    """

    code: ClassVar[CompletionCode] = CompletionCode.HARDWARE_ERROR
    device: ClassVar[DeviceState] = DeviceState.UNKNOWN
    default_reason: ClassVar[str] = "device.error"
    default_action: ClassVar[Action] = Action.MAINTENANCE
    breaks_link: ClassVar[bool] = False
    """The connection can't be trusted any more: close it, back off, connect again."""
    permanent: ClassVar[bool] = False
    """Connecting again can't help; the worker waits for a reset or a new configuration."""
    says_nothing_happened: ClassVar[bool] = True
    """The device is known not to have done what an irreversible command asked."""

    def __init__(
        self,
        detail: str = "",
        *,
        reason: str | None = None,
        action: Action | None = None,
        untouched: bool = False,
        result: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(detail or self.default_reason)
        self.detail = detail
        self.reason = reason or self.default_reason
        """Dotted key, translated by screens."""
        self.action = action or self.default_action
        self.untouched = untouched
        """Set by a driver that knows that no byte of an irreversible command has left yet."""
        self.result = dict(result or {})
        """What happened before it failed, in figures: how many sheets came out."""

    @property
    def leaves_doubt(self) -> bool:
        """An irreversible command that ended with this error may have happened all the same."""
        return not (self.says_nothing_happened or self.untouched)

    def forget_where(self) -> None:
        """Let go of the frames it passed through: they hold what was printed or read, for as long as somebody keeps the error."""
        self.__traceback__ = self.__cause__ = self.__context__ = None

    def completion(self, command_id: str) -> Completion:
        """The answer to the command that met this error."""
        return Completion(id=command_id, code=self.code, error_code=self.reason, detail=self.detail, result=self.result)


class LinkLost(DeviceError):
    """The cable, port or connection is gone: end of file, I/O error, refused connection."""

    default_reason = "link.lost"
    breaks_link = True
    says_nothing_happened = False


class PortMissing(LinkLost):
    """The port doesn't exist: the adapter isn't plugged in."""

    device = DeviceState.NO_DEVICE
    default_reason = "link.portMissing"
    says_nothing_happened = True


class DeviceSilent(DeviceError):
    """No answer, or no byte taken, within the time-out. Never read as a friendly value."""

    code = CompletionCode.TIME_OUT
    default_reason = "device.silent"
    breaks_link = True
    says_nothing_happened = False


class DeviceRefused(DeviceError):
    """The device answered and said no."""

    code = CompletionCode.COMMAND_ERROR_CODE
    device = DeviceState.ONLINE
    default_reason = "device.refused"


class HardwareFailed(DeviceError):
    """The device answered and reports a defect of its own, such as a jammed cutter."""

    device = DeviceState.HARDWARE_ERROR
    default_reason = "device.hardwareError"


class DeviceNotReady(DeviceError):
    """It can't take the command now: paper out, cover open, still connecting."""

    code = CompletionCode.DEVICE_NOT_READY
    device = DeviceState.ONLINE
    default_reason = "device.notReady"
    default_action = Action.CLEAR


class NobodyCame(DeviceError):
    """The device is well, but the person did not do their part in time: no card, no code, no key."""

    code = CompletionCode.TIME_OUT
    device = DeviceState.ONLINE
    default_reason = "person.tooLate"
    default_action = Action.NONE


class QueueFull(DeviceNotReady):
    """The device's bounded queue is full; said at once."""

    default_reason = "queueFull"
    default_action = Action.NONE


class UnsupportedCommand(DeviceError):
    code = CompletionCode.UNSUPPORTED_COMMAND
    device = DeviceState.ONLINE
    default_reason = "command.unsupported"
    default_action = Action.NONE


class InvalidData(DeviceError):
    """The command's data makes no sense for this device: unknown template, missing field."""

    code = CompletionCode.INVALID_DATA
    device = DeviceState.ONLINE
    default_reason = "command.invalidData"
    default_action = Action.NONE


class UnsupportedData(DeviceError):
    """The data is sound, but this device can't show, say or print it."""

    code = CompletionCode.UNSUPPORTED_DATA
    device = DeviceState.ONLINE
    default_reason = "command.unsupportedData"
    default_action = Action.NONE


class Expired(DeviceError):
    """The command waited longer than it makes sense; nothing was done."""

    code = CompletionCode.TIME_OUT
    device = DeviceState.ONLINE
    default_reason = "command.expired"
    default_action = Action.NONE


class Cancelled(DeviceError):
    """Someone woke the blocked read on purpose. A driver lets it pass and stays usable."""

    code = CompletionCode.CANCELED
    device = DeviceState.ONLINE
    default_reason = "command.canceled"
    default_action = Action.NONE
    says_nothing_happened = False


class OutcomeUnknown(DeviceError):
    """It may have happened. A person is asked; software never repeats it."""

    code = CompletionCode.OUTCOME_UNKNOWN
    default_reason = "command.outcomeUnknown"
    default_action = Action.CLEAR
    says_nothing_happened = False


class DriverFailed(DeviceError):
    """An exception that is no DeviceError came out of a driver: a bug of ours."""

    code = CompletionCode.INTERNAL_ERROR
    default_reason = "driver.failed"
    default_action = Action.SOFTWARE_ERROR
    breaks_link = True
    says_nothing_happened = False


class Misconfigured(DeviceError):
    """A setting is wrong, or another model is connected than the one configured. Permanent until the next reset."""

    code = CompletionCode.DEVICE_NOT_READY
    device = DeviceState.OFFLINE
    default_reason = "device.misconfigured"
    default_action = Action.CONFIGURATION
    permanent = True
