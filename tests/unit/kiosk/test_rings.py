"""Which ring may know Kivy."""

import subprocess
import sys

PURE = (
    "kiosk.flow.flows, kiosk.view_models.kiosk, kiosk.view_models.state, kiosk.composition, kiosk.headless, kiosk.demo, "
    "kiosk.settings, kiosk.theme.sizes, kiosk.theme.colours, kiosk.theme.icons, kiosk.program"
)


def test_flow_view_models_and_ports_import_no_kivy() -> None:
    code = f"import sys; import {PURE}; sys.exit(sorted(name for name in sys.modules if name.split('.')[0] == 'kivy') != [])"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
