"""The emulators' TCP end: a connection that arrives while everything stops is closed too."""

import asyncio
import gc
import socket

from drivers.emulators.wires import TcpWire


async def test_a_connection_whose_arrival_is_cut_off_is_closed() -> None:
    wire = TcpWire(0)
    await wire.start()
    with socket.create_connection(("127.0.0.1", wire.port), timeout=5) as peer:
        peer.setblocking(False)
        before = asyncio.all_tasks()
        while not (arriving := asyncio.all_tasks() - before):
            wire._accept()
        # Cut off before its first step, as the end of a loop does it.
        for task in arriving:
            task.cancel()
        await asyncio.gather(*arriving, return_exceptions=True)
        assert await asyncio.get_running_loop().sock_recv(peer, 1) == b""
    await wire.stop()
    gc.collect()
