"""The files of a terminal's own broker, as they are installed: configuration, access list, passwords."""

from pathlib import Path

from api.messages.access import access_list
from tingtang.mosquitto import BrokerFiles
from tingtang.terminal_bridge import Bridge, terminal_configuration


def write_terminal(folder: Path, bridge: Bridge) -> dict[Path, str]:
    """Write them; passwords that exist already stay. Each file, and where it belongs.

    Raises:
        ValueError: a name isn't a valid id.
        OSError: the folder can't be written.
        subprocess.CalledProcessError: mosquitto_passwd failed.
    """
    files = BrokerFiles(folder)
    nodes = (bridge.kiosk, bridge.agent)
    folder.mkdir(parents=True, exist_ok=True)
    # First what can be refused: nothing is left behind then.
    text = terminal_configuration(bridge, {})
    rules = access_list(bridge.site, nodes, {bridge.kiosk: bridge.agent})
    files.write_passwords({node: files.make_password(node) for node in nodes})
    files.write_private(files.access, rules)
    files.write_private(files.configuration, text)
    return {
        files.configuration: "→ /etc/mosquitto/mosquitto.conf (0600)",
        files.access: "→ /etc/tingtang/mosquitto/acl",
        files.passwords: "→ /etc/tingtang/mosquitto/passwords",
        **{files.credential(node): f"→ password_file of {node}" for node in nodes},
    }
