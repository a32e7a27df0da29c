"""A node of its own process, for tests that kill it: `python -m tests.support.bus_node PORT NODE PASSWORD_FILE`."""

import asyncio
import sys
from pathlib import Path

from api.bus.client import MqttBus
from api.bus.settings import BusSettings
from tests.support.broker import SITE


async def main(port: int, node: str, password: str) -> None:
    settings = BusSettings("127.0.0.1", port, SITE, node, "test", username=node, password=password, will_delay_s=1)
    await MqttBus(settings).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]).read_text("ascii").strip()))
