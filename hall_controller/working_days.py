"""The country's working days as a plain value, from the library that follows the State Council's yearly notice.

The notice for a year comes out around the November before it. What lies past the library's last year is unknown, never guessed.
"""

from functools import cache

from hall_controller.domain.calendar import NO_PUBLIC_DAYS, PublicDay, PublicDays


def public_days(source: str) -> PublicDays:
    """`china`: public holidays and the working days swapped for them (调休). Anything else: none are kept."""
    return _china() if source == "china" else NO_PUBLIC_DAYS


@cache
def _china() -> PublicDays:
    # Here, since terminals read a hall's settings too (doctor, config check) and haven't got the library.
    import chinese_calendar

    texts = {holiday.value: {"zh-CN": holiday.chinese, "en": holiday.value} for holiday in chinese_calendar.Holiday}
    days = {date: PublicDay(working=False, names=texts[name]) for date, name in chinese_calendar.holidays.items()}
    days |= {
        date: PublicDay(
            working=True,
            names={"zh-CN": f"{texts[name]['zh-CN']}调休上班", "en": f"Working day swapped for {texts[name]['en']}"},
        )
        for date, name in chinese_calendar.workdays.items()
    }
    return PublicDays(days, frozenset(date.year for date in chinese_calendar.holidays))
