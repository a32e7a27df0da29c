"""Sections of the file that make rating and call pads beside those of the FF 68 bus."""

import random
from collections.abc import Callable
from pathlib import Path

from drivers.emulators.config import ConfigError, Section
from drivers.emulators.esphome_pad import EsphomePadEmulator
from drivers.emulators.frame_text import check_text
from drivers.emulators.lcd_pad import LINES, MAKES, LcdPadEmulator
from drivers.emulators.plain_pad import ECHO, PlainPadEmulator, PlainPadTalk
from drivers.emulators.wires import Wire


def plain_pad(
    name: str, section: Section, wire: Wire, *, clock_s: Callable[[], float], randomness: random.Random
) -> PlainPadEmulator:
    """`keys`: a table of tables `{ title, press = [frames], release }`; `answers`: a table of frames."""
    where = section.where
    keys: dict[str, tuple[str, ...]] = {}
    releases: dict[str, str] = {}
    titles: dict[str, str] = {}
    table = section.take("keys", dict)
    for key in table:
        entry = Section(table[key], f"{where}, keys, {key}")
        frames = tuple(entry.take("press", list))
        if not frames:
            raise ConfigError(f"{where}, keys, {key}: press needs at least one frame")
        keys[key] = tuple(_frame(frame, f"{where}, keys, {key}") for frame in frames)
        titles[key] = entry.take("title", str, key)
        release = entry.take("release", str, "")
        if release:
            releases[key] = _frame(release, f"{where}, keys, {key}")
        entry.done()
    wants = section.take("wants", str, "")
    answers = section.take("answers", dict, {})
    talk = PlainPadTalk(
        keys,
        releases,
        wants if wants == ECHO else _fixed(wants, where),
        {_fixed(question, where): _frame(reply, where) for question, reply in answers.items()},
        lamps_on=_fixed(section.take("lamps_on", str, ""), where),
        lamps_off=_fixed(section.take("lamps_off", str, ""), where),
        beep=_fixed(section.take("beep", str, ""), where),
    )
    reboot_s = section.take("reboot_s", float, 1.0)
    return PlainPadEmulator(name, wire, talk, clock_s=clock_s, randomness=randomness, reboot_s=reboot_s, titles=titles)


def lcd_pad(
    name: str, section: Section, wire: Wire, *, clock_s: Callable[[], float], randomness: random.Random
) -> LcdPadEmulator:
    return LcdPadEmulator(
        name,
        wire,
        clock_s=clock_s,
        randomness=randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        make=section.choice("make", MAKES, LINES),
    )


def esphome_pad(
    name: str, section: Section, folder: Path, *, clock_s: Callable[[], float], randomness: random.Random
) -> EsphomePadEmulator:
    """`listen = { type = "mqtt", host, port, topic, username, password_file }`."""
    listen = section.table("listen")
    listen.choice("type", ("mqtt",))
    password_file = listen.take("password_file", str, "")
    try:
        password = (folder / password_file).read_text("utf-8").strip() if password_file else ""
    except OSError as error:
        raise ConfigError(f"{section.where}: {password_file} can't be read ({error.strerror})") from error
    pad = EsphomePadEmulator(
        name,
        listen.take("topic", str),
        host=listen.take("host", str, "127.0.0.1"),
        port=listen.number("port", 1, 65_535, 1883),
        username=listen.take("username", str, ""),
        password=password,
        clock_s=clock_s,
        randomness=randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
    )
    listen.done()
    return pad


def _frame(text: object, where: str) -> str:
    if not isinstance(text, str):
        raise ConfigError(f"{where}: a frame is text, not {text!r}")
    try:
        return check_text(text)
    except ValueError as error:
        raise ConfigError(f"{where}: frame {text!r}: {error}") from error


def _fixed(text: str, where: str) -> str:
    """Bytes without words in braces: what the pad hears is compared with them."""
    try:
        bytes.fromhex(text)
    except ValueError as error:
        raise ConfigError(f"{where}: {text!r} must be hexadecimal bytes") from error
    return text
