"""Serving a reference platform on a loopback port until it is told to stop."""

import uvicorn
from fastapi import FastAPI

HOST = "127.0.0.1"


def serve(app: FastAPI, port: int) -> None:
    """Returns after SIGINT or SIGTERM. No line about a request: what is asked is personal."""
    uvicorn.run(app, host=HOST, port=port, access_log=False, log_level="warning")
