"""A broker whose disk is full: messages pass; what it saved may be half a file, which doesn't keep it from starting again."""

import json
from pathlib import Path

from paho.mqtt import publish, subscribe

from tests.support.doctor.brokers import mosquitto
from tests.support.doctor.in_namespaces import output_of
from tests.support.doctor.small_disk import fill, tmpfs
from tests.support.doctor.user_systemd import NAMESPACES
from tingtang.broker import LOOPBACK


def test_messages_pass_and_are_saved_when_there_is_room(tmp_path: Path) -> None:
    with tmpfs(tmp_path / "data", "size=1m") as disk:
        # Saved after each change, not after a time.
        settings = ("persistence true", f"persistence_location {disk}/", "autosave_on_changes true", "autosave_interval 1")
        ballast = fill(disk)
        with mosquitto(tmp_path / "broker", "allow_anonymous true", *settings) as port:
            for number in range(5):
                publish.single("hall/state", str(number), qos=1, retain=True, hostname=LOOPBACK, port=port)
            assert subscribe.simple("hall/state", hostname=LOOPBACK, port=port).payload == b"4"
            ballast.unlink()
            publish.single("hall/state", "5", qos=1, retain=True, hostname=LOOPBACK, port=port)
        with mosquitto(tmp_path / "broker", "allow_anonymous true", *settings) as port:
            assert subscribe.simple("hall/state", hostname=LOOPBACK, port=port).payload == b"5"


def test_half_a_file_of_its_state_is_put_aside_by_its_unit() -> None:
    """By the unit's own line, under a real systemd: without it Mosquitto ends at each start, for ever."""
    said = json.loads(output_of("tests.support.doctor.broker_child", *NAMESPACES))
    assert said == {"kept": True, "killed_keeps": True}
