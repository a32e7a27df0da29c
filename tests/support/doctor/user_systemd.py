"""A real systemd, as the manager of a user's services, for units of a test's own.

Only in mount, process and control-group namespaces of its own (`unshare --mount --pid --fork --mount-proc --cgroup`), as the one
process of it: it mounts a `/run` of its own.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.peers import eventually

SYSTEMD = "/lib/systemd/systemd"
JOURNAL = "/lib/systemd/systemd-journald"
NAMESPACES = ("--mount", "--pid", "--fork", "--mount-proc", "--cgroup")
ALONE = "[Unit]\nDefaultDependencies=no\nStartLimitBurst=5\nStartLimitIntervalSec=60\n"
"""Behind a service: there are no targets for it to wait for."""


@contextmanager
def user_systemd(units: Mapping[str, str]) -> Iterator[Path]:
    """`units`: text by file name. `systemctl --user` speaks to it. The folder of a real journal, which it and they write."""
    # What systemd asks for to run as a user's manager: a machine that it has started.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    Path("/run/systemd/system").mkdir(parents=True)
    runtime = Path("/run/own")
    runtime.mkdir(mode=0o700)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {"default.target": "[Unit]\nDescription=nothing\n", **units}.items():
            (Path(folder) / name).write_text(text)
        os.environ |= {"XDG_RUNTIME_DIR": str(runtime), "SYSTEMD_UNIT_PATH": folder}
        alone = {"SYSTEMD_GENERATOR_PATH": "/nowhere", "SYSTEMD_LOG_TARGET": "journal"}
        journal = Path("/run/log/journal")
        journal.mkdir(parents=True)
        with subprocess.Popen([JOURNAL], stderr=subprocess.DEVNULL) as keeper:
            eventually(Path("/run/systemd/journal/socket").exists, "the journal is kept")
            with subprocess.Popen([SYSTEMD, "--user"], env={**os.environ, **alone}) as manager:
                try:
                    eventually((runtime / "systemd/private").exists, "systemd answers")
                    yield journal
                finally:
                    manager.kill()
                    keeper.kill()
