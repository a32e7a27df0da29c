"""Serving a reference platform on a loopback port until it is told to stop."""

import socket

import uvicorn
from fastapi import FastAPI

HOST = "127.0.0.1"


def serve(app: FastAPI, port: int, greeting: str) -> None:
    """Returns after SIGINT or SIGTERM. No line about a request: what is asked is personal.

    Raises:
        OSError: the port is taken.
    """
    with socket.create_server((HOST, port)) as listener:
        print(greeting, flush=True)
        uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning")).run(sockets=[listener])
