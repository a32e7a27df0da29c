"""A small hall for tests: two queues, three services, three windows with all their devices on one agent."""

from pathlib import Path

from hall_controller.config import HallConfig, load_hall_config

SITE = "610124-01"
AGENT = "hall-agent"

SMALL_HALL = """
[hall]
site = "610124-01"
names = { zh-CN = "测试大厅", en = "Test hall" }
recall_gap_s = 0
rating_timeout_s = 5

[[queues]]
id = "general"
prefix = "A"
names = { zh-CN = "综合业务", en = "General" }
opens = "00:00"
closes = "24:00"

[[queues]]
id = "estate"
prefix = "B"
names = { zh-CN = "不动产", en = "Real estate" }
opens = "00:00"
closes = "24:00"

[[services]]
id = "id-card"
names = { zh-CN = "居民身份证换领", en = "ID card renewal" }
department = { zh-CN = "公安", en = "Police" }
queue = "general"

[[services]]
id = "business-licence"
names = { zh-CN = "营业执照", en = "Business licence" }
department = { zh-CN = "市场监管", en = "Market regulation" }
queue = "general"

[[services]]
id = "title-transfer"
names = { zh-CN = "转移登记", en = "Title transfer" }
department = { zh-CN = "自然资源", en = "Natural resources" }
queue = "estate"

[[windows]]
number = 1
names = { zh-CN = "综合窗口", en = "General" }
queues = ["general"]
leds = ["hall-agent/led-1"]
call_pad = "hall-agent/callpad-1"
rating_pad = "hall-agent/rating-1"

[[windows]]
number = 2
names = { zh-CN = "不动产窗口", en = "Real estate" }
queues = ["estate"]
leds = ["hall-agent/led-2"]
call_pad = "hall-agent/callpad-2"

[[windows]]
number = 3
names = { zh-CN = "综合窗口", en = "General" }
queues = ["general", "estate"]

[[zones]]
id = "main"
names = { zh-CN = "大厅", en = "Main hall" }
speakers = ["hall-agent/speaker-1"]
"""


def write_small_hall(folder: Path) -> Path:
    """The hall's file in `folder`."""
    path = folder / "hall.toml"
    path.write_text(SMALL_HALL, encoding="utf-8")
    return path


def small_hall(folder: Path) -> HallConfig:
    """The same, loaded."""
    return load_hall_config(write_small_hall(folder))
