"""Loudspeakers."""

from pathlib import Path

from api.messages.device_commands import Say
from drivers.core.tcp_link import TcpLink
from drivers.emulators.speaker import SpeakerEmulator
from tests.conformance.subject import REBOOT_S, Setup, Subject


def _speaker(folder: Path, clips: Path) -> Setup:
    emulator = SpeakerEmulator("device", clips, speed=0, reboot_s=REBOOT_S)
    return Setup(emulator, lambda: TcpLink("127.0.0.1", emulator.port, connect_timeout_s=1), emulator)


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        "speaker-tcp",
        kind="speaker",
        set_up=_speaker,
        command=lambda: Say(template="call", arguments={"ticket": "A012", "window": "3"}),
        options={"gap_ms": 0},
        hurry=5.0,
        uses_clips=True,
        lacks=frozenset({"bad-checksum"}),
        shrugs_off=frozenset({"garbage"}),
    ),
)
