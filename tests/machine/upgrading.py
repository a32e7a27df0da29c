"""Another release under a real systemd: changed over and well; broken and back by itself; cut off in the middle and back.

The releases are made inside from the one that runs: its files by hard links, under another version, one of them with an agent
that ends at once. What fetching and making need is shown elsewhere (`tests/machine/upgrade.py`); here it is about the change.
"""

import json
from typing import Any

from tests.machine.checks import Failed, Unit

WELL, BROKEN = "0.1.1", "0.1.2"
GATE_S = 15
CHANGE_S = 900.0
"""Longest for a change with its way back, on an emulated machine."""
BREAK_AGENT = 'rm "$agent"; echo "raise SystemExit(3)" > "$agent"'
COPY = r"""
set -e
cd /opt/tingtang/releases
running=$(basename $(readlink /opt/tingtang/current))
cp -al "$running" {version}
cd {version}
# Written anew, not through the hard link: the release that runs stays as it is.
python3 - "{version}" <<'EOF'
import json, pathlib, sys
version = sys.argv[1]
def anew(path, content):
    path.unlink(); path.write_text(content)
stamp = pathlib.Path("release.json")
anew(stamp, json.dumps({{**json.loads(stamp.read_text()), "version": version}}))
[info] = pathlib.Path("venv").glob("lib/python3*/site-packages/tingtang-*.dist-info")
metadata = info / "METADATA"
lines = [f"Version: {{version}}" if line.startswith("Version: ") else line for line in metadata.read_text().split("\n")]
anew(metadata, "\n".join(lines))
config = pathlib.Path("venv/pyvenv.cfg")
anew(config, config.read_text())
EOF
find venv/bin -type f -exec sed -i "1s#/releases/$running/#/releases/{version}/#" {{}} +
agent=$(ls venv/lib/python3*/site-packages/drivers/agent/__main__.py)
{breaking}
find . -name __pycache__ -path '*drivers/agent*' -exec rm -r {{}} +
ln -sfn releases/{version} /opt/tingtang/previous
"""


async def upgrades_and_goes_back(unit: Unit) -> None:
    """Raises Failed: a change doesn't end as it must."""
    orders = unit.machine.orders
    first = await running(unit)
    await orders.check(COPY.format(version=WELL, breaking=""))
    told = await change(unit)
    must(told, outcome="well", version=WELL)
    must(await links(unit), current=WELL, previous=first, proven=WELL)
    unit.record.say(f"upgraded from {first} to {WELL}: every service restarted and was well for {GATE_S} s")
    await orders.check(COPY.format(version=BROKEN, breaking=BREAK_AGENT))
    told = await change(unit)
    must(told, outcome="wentBack", version=WELL)
    must(await links(unit), current=WELL, proven=WELL)
    await unit.until_active("tingtang-agent")
    unit.record.say(f"{BROKEN}, whose agent ends at once, was left again by itself: {told['trouble']} ({told['detail']})")


async def cut_in_mid_change(unit: Unit) -> None:
    """Power fails while a broken release is being watched; after the start the unit goes back by itself."""
    orders = unit.machine.orders
    await orders.check(f"rm -rf /opt/tingtang/releases/{BROKEN}; " + COPY.format(version=BROKEN, breaking=BREAK_AGENT))
    begin = f"systemd-run --unit=change tingtang upgrade here --back --gate-s {GATE_S} --without-backup"
    await orders.check(f"{begin} && until [ $(basename $(readlink /opt/tingtang/current)) = {BROKEN} ]; do sleep 0.2; done")
    await unit.machine.cut()
    await unit.machine.power_on()
    orders = await unit.machine.until_orders()
    must(await links(unit), current=BROKEN, proven=WELL)
    # The timer does this three minutes after the start.
    await orders.run("systemctl start tingtang-upgrade.service", timeout_s=CHANGE_S)
    must(await links(unit), current=WELL, proven=WELL)
    await unit.until_active("tingtang-agent")
    unit.record.say(f"power was cut while {BROKEN} was watched; after the start {WELL} runs again")


async def change(unit: Unit) -> dict[str, Any]:
    """To the release that `previous` names; the report."""
    command = f"tingtang upgrade here --back --gate-s {GATE_S} --without-backup --json"
    done = await unit.machine.orders.run(command, timeout_s=CHANGE_S)
    lines = [line for line in done.out.splitlines() if line.startswith("{")]
    if not lines:
        raise Failed(f"no report of the change:\n{done.out}")
    told: dict[str, Any] = json.loads(lines[-1])
    return told


async def running(unit: Unit) -> str:
    return (await links(unit))["current"]


async def links(unit: Unit) -> dict[str, str]:
    """Release by link."""
    names = ("current", "previous", "proven")
    said = await unit.machine.orders.check(
        "".join(f"it=$(readlink /opt/tingtang/{name}) && basename $it || echo -; " for name in names)
    )
    return dict(zip(names, said.split(), strict=True))


def must(told: dict[str, Any], **wanted: str) -> None:
    if any(told.get(name) != value for name, value in wanted.items()):
        raise Failed(f"wanted {wanted}, got {told}")
