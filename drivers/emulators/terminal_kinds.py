"""Sections of the file that make what reads cards, codes and keys at a terminal."""

import random
from collections.abc import Callable
from typing import Any

from drivers.emulators.config import Section
from drivers.emulators.gm65_scanner import Gm65Emulator
from drivers.emulators.honeywell_scanner import HoneywellEmulator
from drivers.emulators.id_card_reader import IdCardReaderEmulator
from drivers.emulators.id_cards import CARDS
from drivers.emulators.keypad import CODES, JACK_IN_CODE, JACK_OUT_CODE, KeypadEmulator
from drivers.emulators.wires import Wire


def card_reader(
    name: str, section: Section, wire: Wire, *, clock_s: Callable[[], float], randomness: random.Random
) -> IdCardReaderEmulator:
    card = section.choice("attended", ("", *CARDS), "")
    return IdCardReaderEmulator(
        name,
        wire,
        clock_s=clock_s,
        randomness=randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        pace=section.take("pace", float, 1.0),
        attended=CARDS[card]() if card else None,
        fingerprint=section.take("fingerprint", bool, True),
        newest_address=section.take("newest_address", bool, True),
    )


def scanner(
    name: str, section: Section, wire: Wire, *, clock_s: Callable[[], float], randomness: random.Random
) -> Gm65Emulator | HoneywellEmulator:
    family = section.choice("family", ("gm65", "honeywell"), "gm65")
    charset = section.choice("charset", ("utf-8", "gbk"), "utf-8")
    code = section.take("attended", str, "")
    options: dict[str, Any] = {"attended": code.encode(charset, errors="replace")} if code else {}
    if family == "gm65" and (baud := section.number("baud", 0, 115_200, 0)):
        options["baud"] = baud
    return (Gm65Emulator if family == "gm65" else HoneywellEmulator)(
        name,
        wire,
        clock_s=clock_s,
        randomness=randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        charset=charset,
        **options,
    )


def keypad(name: str, section: Section, wire: Wire, *, clock_s: Callable[[], float], randomness: random.Random) -> KeypadEmulator:
    by_keys = section.choice("jack", ("switch", "keys"), "switch") == "keys"
    return KeypadEmulator(
        name,
        wire,
        clock_s=clock_s,
        randomness=randomness,
        reboot_s=section.take("reboot_s", float, 1.0),
        attended=section.choice("attended", ("", *CODES), ""),
        jack_keys=(JACK_IN_CODE, JACK_OUT_CODE) if by_keys else None,
    )
