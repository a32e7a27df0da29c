"""The token between a hall and the reference department, and the controller's section, written into a folder."""

import json
import secrets
from pathlib import Path

from api.process.secret_file import write_secret

ACCOUNT = "tingtang-demo"
TOKEN, SECTION = "department.token", "items.toml"
PORT = 18_472


def make_department(folder: Path, items: Path, port: int = PORT) -> None:
    """
    Raises:
        FileExistsError: there is a token already.
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_secret(folder / TOKEN, secrets.token_urlsafe(24))
    (folder / SECTION).write_text(section_text(folder, items, port), encoding="utf-8")


def section_text(folder: Path, items: Path, port: int) -> str:
    """What belongs into the controller's file. Texts are quoted as JSON does, which TOML's basic strings take too."""
    return f"""[items]
folder = {json.dumps(str(items.resolve()), ensure_ascii=False)}

[items.gateways.reference]
kind = "http"
url = "http://127.0.0.1:{port}"
account = "{ACCOUNT}"
token_file = {json.dumps(str(folder.resolve() / TOKEN), ensure_ascii=False)}
"""
