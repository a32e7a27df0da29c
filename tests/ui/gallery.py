"""Renders every screen in every language and way of showing, standing and lying, to one HTML page.

    python -m tests.ui.gallery [--out var/gallery] [--only NAME …] [--modes usual large …] [--languages zh-CN …]

All of it takes a quarter of an hour; one process for each display, since Kivy is one window for a process's whole life.
"""

import argparse
import html
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from api.text.catalogue import INCOMPLETE_LANGUAGES
from tests.support.kiosk_views import LANGUAGES
from tests.ui.matrix import DISPLAYS, MODES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "tests" / "ui" / "gallery.html"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "gallery")
    parser.add_argument("--only", nargs="+", default=[""], help="starts of the screens' names")
    parser.add_argument("--modes", nargs="+", default=list(MODES), choices=MODES)
    parser.add_argument("--languages", nargs="+", default=[*LANGUAGES, *INCOMPLETE_LANGUAGES])
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    for old in told.out.glob("*.webp"):
        old.unlink()
    looks = [f"{language}/{mode}" for language in told.languages for mode in told.modes]
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.ui.pictures", str(told.out), display, *looks, "--only", *told.only], cwd=ROOT
        )
        for display in DISPLAYS
    ]
    codes = [worker.wait() for worker in workers]
    page = told.out / "index.html"
    page.write_text(page_of(sorted(path.name for path in told.out.glob("*.webp"))), "utf-8")
    print(f"{page}: {len(list(told.out.glob('*.webp')))} pictures")
    return max(map(abs, codes))


def page_of(pictures: Sequence[str]) -> str:
    """`screen--language--mode--display.webp` → the page."""
    screens: dict[str, list[str]] = {}
    for picture in pictures:
        screens.setdefault(picture.split("--")[0], []).append(picture)
    return PAGE.read_text("utf-8").replace("<!--screens-->", "\n".join(_section(*screen) for screen in screens.items()))


def _section(name: str, pictures: Sequence[str]) -> str:
    figures = "".join(_figure(picture) for picture in pictures)
    return f'<section id="{html.escape(name)}"><h2>{html.escape(name)}</h2><div>{figures}</div></section>'


def _figure(picture: str) -> str:
    _, language, mode, display = picture.removesuffix(".webp").split("--")
    said = html.escape(f"{language} · {mode} · {display}")
    return (
        f'<figure data-language="{language}" data-mode="{mode}" data-display="{display}">'
        f'<a href="{html.escape(picture)}"><img loading="lazy" src="{html.escape(picture)}" alt="{said}"></a>'
        f"<figcaption>{said}</figcaption></figure>"
    )


if __name__ == "__main__":
    sys.exit(main())
