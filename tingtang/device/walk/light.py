"""How a device shows where it is: what is sent to it for that, the best first."""

from collections.abc import Iterator

from api.messages.completion import Completion
from api.messages.device_commands import Blank, DeviceCommand, Identify, PadDisplay, Print, Show
from api.messages.words import CompletionCode
from tingtang.device.station import Station
from tingtang.device.walk.plan import BOARDS, PRINTERS, Stop

LIT_S = 120
"""A board goes dark by itself when the technician has left."""
LARGEST_WINDOW = 999


def light(station: Station, stop: Stop, step: int) -> Completion:
    """Make the device show its window's number and the step; the first way that it knows.

    Returns:
        The last completion: `unsupportedCommand` when it has no way at all.
    """
    answer = Completion(id="0" * 26, code=CompletionCode.UNSUPPORTED_COMMAND)
    for command in _ways(stop, step):
        if type(command) not in station.workers[stop.device].driver.commands:
            continue
        answer = station.perform(stop.device, command)
        if answer.code is not CompletionCode.UNSUPPORTED_COMMAND:
            break
    return answer


def darken(station: Station, stop: Stop) -> None:
    """Put out what `light` left on."""
    command: DeviceCommand | None = {"call-pad": PadDisplay(waiting=0), "led-board": Blank()}.get(stop.kind)
    if command is not None and type(command) in station.workers[stop.device].driver.commands:
        station.perform(stop.device, command)


def _ways(stop: Stop, step: int) -> Iterator[DeviceCommand]:
    window = stop.window or 0
    if stop.kind == "call-pad":
        # Digits only: left the window, right the step.
        yield PadDisplay(waiting=min(window, LARGEST_WINDOW), ticket=f"{step % 1000:03d}", beep=True)
    if stop.role == BOARDS:
        yield Identify(label=f"{window}-{step}" if stop.window else stop.device[:12], seconds=LIT_S)
        yield Show(layout="notice", data={"text": f"{window}-{step}"}, ttl_s=LIT_S)
    yield Identify(label=str(window or step), seconds=10)
    if stop.role == PRINTERS:
        yield Print(template="test-page", data={"printer": stop.device, "profile": stop.place or f"{window}-{step}"})
