"""Settings of the unit under test: controller, broker, agent and kiosk on one machine, passwords on its loopback."""

import subprocess
from pathlib import Path
from typing import Any

import tomli_w

from api.process.layout import Layout, Role
from tests.machine.debian import Inside
from tests.machine.devices import PRINTER, agent_sections
from tests.machine.system import GUEST
from tingtang.mosquitto import BrokerFiles

SITE, KIOSK, AGENT, CONTROLLER = "610124-01", "kiosk-01", "kiosk-01-agent", "ctl"
HTTP_PORT, BROKER_PORT, EYES_PORT = 8080, 1883, 7001
ACCOUNTS = ("device", "manager", "technician")
PASSWORD = "machine-test-only"
NODES = {Role.CONTROLLER: CONTROLLER, Role.AGENT: AGENT, Role.KIOSK: KIOSK}


def documents(width: int, height: int, rotation: int) -> dict[Role, dict[str, Any]]:
    """The settings files by role. Args: width, height: of the picture as people see it."""
    unit = Layout()

    def common(role: Role) -> dict[str, Any]:
        password = str(unit.credential(role, "broker-password"))
        return {
            "broker": {"host": "127.0.0.1", "port": BROKER_PORT, "username": NODES[role], "password_file": password},
            "log": {"format": "json"},
        }

    return {
        Role.CONTROLLER: {
            "site_file": str(unit.hall),
            "data_dir": str(unit.data_of(Role.CONTROLLER)),
            # The people of the test are outside of the machine.
            "http": {"host": "0.0.0.0", "port": HTTP_PORT},
            **common(Role.CONTROLLER),
        },
        Role.AGENT: {
            "agent": {"site": SITE, "node": AGENT, "place": KIOSK, "data_dir": str(unit.data_of(Role.AGENT))},
            **common(Role.AGENT),
            **agent_sections(),
        },
        Role.KIOSK: {
            "kiosk": {
                "site": SITE,
                "node": KIOSK,
                "data_dir": str(unit.data_of(Role.KIOSK)),
                "printer": f"{AGENT}/{PRINTER}",
                "fonts": str(unit.fonts),
                # The test's eyes: which screen it is and where its keys are. Touches come through the panel.
                "demo_port": EYES_PORT,
            },
            "display": {"width": width, "height": height, "rotation": rotation, "fullscreen": True},
            **common(Role.KIOSK),
        },
    }


def write_settings(root: Path, width: int, height: int, rotation: int) -> None:
    """Settings, the hall's file and secrets, each where the layout has it."""
    unit = Layout(root)
    unit.settings.mkdir(parents=True, exist_ok=True)
    unit.hall.write_bytes((GUEST / "hall.toml").read_bytes())
    for role, document in documents(width, height, rotation).items():
        unit.settings_of(role).write_text(tomli_w.dumps(document), "utf-8")
    write_broker(unit)


SECRETS = {Role.CONTROLLER: "broker-password", Role.AGENT: "broker-password-agent", Role.KIOSK: "broker-password-kiosk"}
"""The files that the units' `LoadCredential=broker-password` names."""
BROKER_CONFIGURATION = Path("etc/mosquitto/mosquitto.conf")


def write_broker(unit: Layout) -> None:
    """The broker on the machine's loopback, with a password for each node; `passwords` is hashed."""
    files = BrokerFiles(unit.settings / "mosquitto")
    files.write(
        site=SITE,
        nodes=list(NODES.values()),
        host="127.0.0.1",
        port=BROKER_PORT,
        kiosk_agents={KIOSK: AGENT},
        changes={"persistence_location": "/var/lib/mosquitto/", "user": "mosquitto"},
    )
    configuration = files.configuration.read_text("utf-8")
    files.configuration.unlink()
    files.data.rmdir()
    # As the unit sees its files.
    (unit.root / BROKER_CONFIGURATION).write_text(configuration.replace(f"{unit.root}/", "/"), "utf-8")
    unit.secrets.mkdir(mode=0o700, exist_ok=True)
    for role, node in NODES.items():
        secret = unit.secrets / SECRETS[role]
        files.credential(node).replace(secret)
        secret.chmod(0o600)
    files.credential(CONTROLLER).parent.rmdir()


def finish(inside: Inside) -> None:
    """What needs the unit's own accounts and programs: the broker's files are its own; the people's accounts."""
    unit = Layout()
    inside.run("chown", "-R", "mosquitto:mosquitto", str(unit.settings / "mosquitto"))
    account = Role.CONTROLLER.account
    for name in ACCOUNTS:
        subprocess.run(
            ["chroot", f"--userspec={account}:{account}", str(inside.root), str(unit.python), "-m", "tingtang", "account", "add",
             "--data", str(unit.data_of(Role.CONTROLLER)), name, "--role", name],
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            capture_output=True,
        )  # fmt: skip
