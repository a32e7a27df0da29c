"""An item's step in lines for whoever writes items. Pure."""

from collections.abc import Iterator

from api.messages.item_views import (
    ChooseStep,
    ConfirmStep,
    DoneStep,
    FeeStep,
    FormStep,
    HandoverStep,
    ItemStep,
    NoticeStep,
    PrintStep,
    QueryStep,
    ShowStep,
    SubmitStep,
    WhenView,
)

INDENT = "       "
FEN_A_YUAN = 100


def described(step: ItemStep, language: str, at: int) -> Iterator[str]:
    """Its number and kind, then what it shows or asks."""
    yield f"  {at:2}. {step.kind}{_when(step.when)}"
    for line in _lines(step, language):
        yield INDENT + line


def _lines(step: ItemStep, language: str) -> Iterator[str]:
    match step:
        case NoticeStep():
            yield from (text[language] for text in step.paragraphs)
        case FormStep():
            for field in step.fields:
                needed = "" if field.required else " (optional)"
                options = "/".join(option.names[language] for option in field.options)
                yield f"{field.label[language]} [{field.kind}] {options}".rstrip() + needed + _when(field.when)
        case QueryStep():
            yield f"{step.call}: {step.title[language]}"
            yield f"else: {step.none[language]}"
        case ChooseStep():
            options = "/".join(option.names[language] for option in step.options) or f"of {step.source}"
            yield f"{step.title[language]}: {options}"
        case ShowStep():
            yield step.title[language] + (f" of {step.source}" if step.source else "")
            yield from (text[language] for text in step.lines)
            yield from (f"{column.names[language]} [{column.kind}]" for column in step.columns)
        case FeeStep():
            told = [str(step.where)]
            if step.source:
                told.append(f"as the department says ({step.source})")
            if not step.adds_up:
                told.append("a price list")
            yield ", ".join(told)
            yield from (f"{line.names[language]} {line.fen / FEN_A_YUAN:.2f}" for line in step.lines)
        case ConfirmStep() if step.statement:
            yield step.statement[language]
        case SubmitStep():
            yield f"{step.days} working days" if step.days else "at once"
        case PrintStep():
            paper = ", on a certificate blank" if step.blank else ""
            yield f"{step.what}: {step.title[language]} ({step.template}, {step.sheets} at most{paper})"
        case HandoverStep():
            yield f"{step.how}: {step.service}, {step.reason[language]}"
        case DoneStep():
            yield step.text[language]
        case _:
            pass


def _when(when: WhenView | None) -> str:
    return f"  if {when.field} is {' or '.join(when.values)}" if when else ""
