"""An emulated ESPHome pad on a real Mosquitto: both are started and stopped as one device."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drivers.core.mqtt_link import MqttAccess, MqttLink
from drivers.emulators.esphome_pad import FAULTS, EsphomePadEmulator
from drivers.emulators.menu import Key
from tests.support.broker import SITE
from tingtang.broker import PrivateBroker

PAD, AGENT = "pad-3", "window-agent"
TOPIC = f"pad/v1/{SITE}/{PAD}"


class PadOnBroker:
    """The pad's face; its `start` brings the broker up first. `options`: of the emulator."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.id = "device"
        self.broker = PrivateBroker(folder / "broker", SITE, ["ctl", AGENT, PAD])
        self._options = options
        self._pad: EsphomePadEmulator | None = None

    @property
    def pad(self) -> EsphomePadEmulator:
        assert self._pad is not None, "not started"
        return self._pad

    def link(self) -> MqttLink:
        """The agent's link to the pad; valid after the start."""
        access = MqttAccess(self.broker.host, self.broker.port, AGENT, self.broker.password(AGENT))
        return MqttLink(access, TOPIC, receive=("rated", "state"), presence="state")

    async def start(self) -> None:
        await self.broker.start()
        self._pad = EsphomePadEmulator(
            self.id,
            TOPIC,
            host=self.broker.host,
            port=self.broker.port,
            username=PAD,
            password=self.broker.password(PAD),
            **self._options,
        )
        await self._pad.start()

    async def stop(self) -> None:
        if self._pad is not None:
            await self._pad.stop()
        await self.broker.stop()

    async def restart_broker(self) -> None:
        """As after a power cut of the broker's host."""
        await self.broker.kill()
        await asyncio.sleep(0)
        await self.broker.start()

    def state(self) -> dict[str, Any]:
        return self.pad.state()

    def picture(self) -> bytes | None:
        return self.pad.picture()

    def key_menu(self) -> Sequence[Key]:
        return self.pad.key_menu()

    def fault_menu(self) -> Sequence[str]:
        return FAULTS

    def press(self, key: str) -> None:
        self.pad.press(key)

    def fault(self, name: str) -> None:
        self.pad.fault(name)
