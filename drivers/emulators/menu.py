"""What a person can do with an emulated device: its keys, where they are on its picture, and its faults, with words for both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from drivers.emulators.faults import (
    BAD_CHECKSUM,
    DROP_LINK,
    GARBAGE,
    HALF_FRAME,
    NONE,
    REBOOT,
    SILENT,
    SLOW,
    STOP_READING,
)

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in dots of the picture."""
Size = tuple[float, float]

TEXT, DIGITS, NUMBER = "text", "digits", "number"


@dataclass(frozen=True, slots=True)
class Key:
    """One thing to do, as `press` takes it."""

    name: str
    zh: str
    en: str
    takes: str = ""
    """What is typed behind the name and a colon: `text`, `digits` or `number`; empty: nothing."""
    box: Box | None = None
    """Where it is on the picture, for those that are to be seen."""
    size: Size = (1, 1)
    """The whole picture's."""

    def told(self) -> dict[str, Any]:
        """For the control port: the place as fractions of the picture."""
        told: dict[str, Any] = {"name": self.name, "zh": self.zh, "en": self.en, "takes": self.takes}
        if self.box is not None:
            left, top, right, bottom = self.box
            width, height = self.size
            told["at"] = [
                round(value, 4) for value in (left / width, top / height, (right - left) / width, (bottom - top) / height)
            ]
        return told


FAULT_WORDS: Mapping[str, tuple[str, str]] = {
    SILENT: ("不应答", "Doesn't answer"),
    DROP_LINK: ("连线断开", "Cable pulled out"),
    GARBAGE: ("回复乱码", "Answers garbage"),
    HALF_FRAME: ("回复只有一半", "Answers break off half-way"),
    SLOW: ("回复很慢", "Answers slowly"),
    BAD_CHECKSUM: ("回复校验错误", "Answers with wrong checksums"),
    STOP_READING: ("不再接收", "Takes nothing more"),
    REBOOT: ("断电重启（一次）", "Loses power and starts again (once)"),
    "paper-out": ("缺纸", "No paper"),
    "paper-low": ("纸快用完", "Paper is low"),
    "paper-out-mid": ("打印中途缺纸", "Paper ends in the middle of a ticket"),
    "paper-jam": ("卡纸", "Paper jam"),
    "cover-open": ("上盖打开", "Cover open"),
    "toner-low": ("碳粉快用完", "Toner is low"),
    "toner-out": ("碳粉用完", "No toner"),
    "output-full": ("出纸口已满", "Output tray is full"),
    "stuck-job": ("任务停住不动", "A job stands still"),
    "cutter-error": ("切刀卡住", "Cutter stuck"),
    "head-hot": ("打印头过热", "Print head too hot"),
    "needs-recovery": ("故障已排除，等待恢复", "Waits to be told that all is well"),
    "stale-status": ("送来旧的状态", "Sends an old status"),
    "power-cycle-mid": ("打印中途断电", "Loses power in the middle of a ticket"),
    "busy": ("控制卡忙", "Card is busy"),
    "memory-full": ("控制卡内存不足", "Card has no memory left"),
    "refuse": ("拒绝显示内容", "Refuses content"),
    "lose-half": ("丢一半数据包", "Loses every second packet"),
    "stuck-key": ("按键卡住", "Key stuck"),
    "dead-touch": ("触摸失灵", "Touch is dead"),
    "double-tell": ("同一评价报两次", "Tells each rating twice"),
    "odd-level": ("报不存在的等级", "Tells a level that doesn't exist"),
    "old-reasons": ("勾选已取消的原因", "Ticks reasons no longer offered"),
    "full-outbox": ("待发评价已满", "Outbox is full"),
    "relay-stuck": ("继电器卡住", "Relay stuck"),
    "contact-stuck": ("门磁卡住", "Door contact stuck"),
    "probe-broken": ("探头损坏", "Probe broken"),
    "stale": ("电源不再报告", "UPS reports no more"),
    "driver-gone": ("监控驱动未运行", "Monitor's driver gone"),
    "read-error": ("读卡失败", "Can't read the card"),
    "read-error-once": ("首次读卡失败", "The first reading of each card fails"),
    "card-refuses": ("卡片拒绝读取", "Card refuses"),
    "not-authorised": ("安全模块未授权", "Security module isn't authorised"),
    "self-test": ("自检失败", "Self-test failed"),
    "length-lies": ("长度不符", "Tells a wrong length"),
    "noise-inside": ("应答中有干扰", "Noise within answers"),
    "noise-between": ("应答之间有干扰", "Noise between answers"),
    "continuous": ("被改成连续扫描", "Was set to scan all the time"),
    "no-terminator": ("扫码没有结束符", "Codes without an end"),
}
"""Simplified Chinese and English, by the fault's name; a fault that isn't here is called by its name."""


def menu(keys: Iterable[Key], faults: Iterable[str], fault: str) -> dict[str, Any]:
    """What the control port tells of a device: its keys, its faults without the end of one, the present fault."""
    named = [name for name in faults if name != NONE]
    words = [(name, *FAULT_WORDS.get(name, (name, name))) for name in named]
    return {
        "keys": [key.told() for key in keys],
        "faults": [{"name": name, "zh": zh, "en": en} for name, zh, en in words],
        "fault": fault,
    }
