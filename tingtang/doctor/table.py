"""The page `docs/operating/doctor.md`: everything that the doctor can say, written from the table and the catalogue."""

from collections.abc import Iterable
from string import Formatter

from api.text.catalogue import LANGUAGES, TextCatalogue
from tingtang.doctor.causes import CAUSES
from tingtang.doctor.finding import Finding
from tingtang.doctor.looks import LOOKS
from tingtang.doctor.symptoms import SYMPTOMS, Symptom
from tingtang.doctor.words import Words

HEAD = """# What is wrong? (故障检查)

    sudo tingtang doctor                     looks at this machine; changes nothing, disturbs nothing that runs
    sudo tingtang doctor --language zh-CN    用中文
    sudo tingtang doctor --only network broker
    sudo tingtang doctor --json              with codes, for a program; exit code 1 when something is broken
    sudo tingtang doctor bundle --out DIR    one file for whoever helps from afar; no personal data, no secrets

Each finding says what is wrong, how sure that is, what to do, and who does it. What follows from something else says so: mend
the cause first. *Certain* was measured and nothing else looks like it; *likely* is the usual cause of what was measured;
*possible* is one of several causes, the one to begin with. The same look runs each night (`tingtang-doctor.timer`; read it with
`journalctl -u tingtang-doctor`).

Below is everything it can say, by part. This page is written by `tingtang doctor table` from what the program has; each row is
brought about by a test of its own (`tests/unit/doctor/test_symptoms.py`): with real expired certificates, full file systems,
refusing brokers, pulled ports and, where a machine's hardware is needed, the kernel's files as they stand on such a machine.
Judged from what somebody else would say, since a test can't bring it about: a clock that nothing keeps, a service ended by its
memory limit, the graphics driver's name, a printer's word, and part of what a running agent says of its devices.
"""
COLUMNS = "| it says · 提示 | sure | what to do · 处理 | who | code |\n|---|---|---|---|---|"


def page(texts: TextCatalogue) -> str:
    chinese, english = (Words(texts, language) for language in LANGUAGES)
    areas = ["doctor", *LOOKS]
    parts = [part(area, chinese, english) for area in areas]
    return "\n".join([HEAD, *parts, causes()])


def part(area: str, chinese: Words, english: Words) -> str:
    rows = [row(code, symptom, chinese, english) for code, symptom in SYMPTOMS.items() if code.partition(".")[0] == area]
    return "\n".join([f"## {english.area(area)} ({chinese.area(area)})", "", COLUMNS, *rows, ""])


def row(code: str, symptom: Symptom, chinese: Words, english: Words) -> str:
    finding = Finding(code)
    what = " · ".join(words.what(_named(finding, words)) for words in (english, chinese))
    do = " · ".join(filter(None, (words.do(_named(finding, words)) for words in (english, chinese))))
    return f"| {_cell(what)} | {english(f'sure.{symptom.sure}')} | {_cell(do)} | {english(f'who.{symptom.who}')} | `{code}` |"


def causes() -> str:
    """What follows from what."""
    rows = [f"| `{code}` | {_codes(of)} |" for code, of in sorted(CAUSES.items())]
    return "\n".join(["## What follows from what (因果)", "", "| this | may follow from |", "|---|---|", *rows, ""])


def _named(finding: Finding, words: Words) -> Finding:
    """With the arguments' names in their places."""
    names = {name for key in _keys(finding.code, words) for name in _arguments(key)}
    return Finding(finding.code, {name: f"‹{name}›" for name in names})


def _keys(code: str, words: Words) -> list[str]:
    if code.startswith("kiosk."):
        return [words.texts.section("check", words.language)[code.removeprefix("kiosk.")]]
    section = words.texts.section("doctor", words.language)
    return [section[f"what.{code}"], section[f"do.{code}"]]


def _arguments(template: str) -> Iterable[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
