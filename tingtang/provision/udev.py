"""udev rules of one unit: each adapter has the name of what hangs on it, by the socket it is plugged into."""

from collections.abc import Sequence

from tingtang.provision.machines import MachineSection, kernel_path
from tingtang.provision.parts import CameraPart, LineSection
from tingtang.provision.wired import Wired, card_id

HEAD = """\
# Names of this unit's ports, by the socket they are plugged into. Made by `tingtang provision`; change the site file.
"""
PATH = "etc/udev/rules.d/71-tingtang-site.rules"
"""Behind what holds for every adapter (70-tingtang.rules)."""
CAMERA = "camera"
"""Name of a terminal's camera."""


def rules(
    machine: MachineSection, lines: Sequence[LineSection], devices: Sequence[Wired], camera: CameraPart | None = None
) -> str:
    """The whole file.

    Raises:
        ValueError: the machine has no such socket.
    """
    found = [_rule("tty", kernel_path(machine, line.socket), line.id) for line in lines]
    for one in devices:
        if one.socket is None or one.line is not None:
            continue
        path = kernel_path(machine, one.socket)
        match one.model.wire:
            case "serial":
                found.append(_rule("tty", path, one.id))
            case "sound":
                found += _sound(path, one.id)
            case "input":
                # One pad may be several input devices; the one with keys is meant, and any interface of it.
                path = path.rpartition(":")[0] + ":1.*"
                found.append(_rule("input", path, one.id, 'KERNEL=="event*", ENV{ID_INPUT_KEY}=="1", '))
            case _:
                pass
    if camera is not None:
        path = kernel_path(machine, camera.socket)
        found.append(_rule("video4linux", path, CAMERA, 'KERNEL=="video*", ATTR{index}=="0", '))
    return HEAD + "".join(found)


def _sound(path: str, name: str) -> list[str]:
    """ALSA's id of the card. Sound cards get their path later than here (78-sound-card.rules), so it is asked for first."""
    card = 'ACTION!="remove", SUBSYSTEM=="sound", KERNEL=="card*", '
    return [f'{card}IMPORT{{builtin}}="path_id"\n', f'{card}ENV{{ID_PATH}}=="{path}", ATTR{{id}}="{card_id(name)}"\n']


def _rule(subsystem: str, path: str, name: str, more: str = "") -> str:
    return f'ACTION!="remove", SUBSYSTEM=="{subsystem}", {more}ENV{{ID_PATH}}=="{path}", SYMLINK+="tingtang/{name}"\n'
