"""Do two devices answer to one address? Then each question of ours has two answers."""

from drivers.core.trace import Direction, Frame
from tingtang.device.station import Station
from tingtang.device.walk.light import light
from tingtang.device.walk.plan import Stop

ECHO_WAIT_S = 0.3
"""Within this time both of two pads with one address have answered."""
COLLISION = "bus.addressCollision"
"""Fault by which a shared line says the same (`drivers.core.bus_trouble`)."""


def collides(station: Station, stop: Stop, step: int) -> bool:
    """Lights the device once more and counts its answers; False when it doesn't answer well."""
    worker = station.workers[stop.device]
    before = len(worker.trace.frames())
    if not light(station, stop, step).succeeded:
        return False
    station.pause(ECHO_WAIT_S)
    frames = worker.trace.frames()[before:]
    return _doubled(frames) or any(fault.code == COLLISION for fault in worker.faults.view().faults)


def _doubled(frames: list[Frame]) -> bool:
    """Some question came back more often than it was sent."""
    sent = [frame.text for frame in frames if frame.direction is Direction.SENT]
    received = [frame.text for frame in frames if frame.direction is Direction.RECEIVED]
    return any(received.count(text) > sent.count(text) for text in set(sent))
