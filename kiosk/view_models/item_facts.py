"""Models of reading: notices, records, fees, the page before it is sent, and what came of it."""

from collections.abc import Sequence

from api.messages.item_words import PayWhere, ShowLayout
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.items.views import Accepted, Cell, ConfirmAnswers, ItemFee, ItemNotice, ShowRecords
from kiosk.view_models.form_models import FactsModel
from kiosk.view_models.item_picks import progress_of
from kiosk.view_models.item_values import answer_fact, cell_text, day_text, money_text
from kiosk.view_models.paging import with_page
from kiosk.view_models.parts import Button, Fact, Tone
from kiosk.view_models.texts import Texts

_CONFIRM = Intent(IntentKind.CONFIRM)


class Reading:
    """What all of these pages have in common: a language, and how much room there is."""

    def __init__(self, texts: Texts, *, large: bool, portrait: bool) -> None:
        self._texts = texts
        self._words = texts.of("items")
        self._large = large
        self._portrait = portrait

    def notice(self, view: ItemNotice) -> FactsModel:
        texts, words = self._texts, self._words
        facts = [Fact("", texts.name(paragraph)) for paragraph in view.paragraphs]
        if view.materials:
            listed = "\n".join(f"• {texts.name(one)}" for one in view.materials)
            facts.append(Fact(words("notice.materials"), listed))
        agree = Button("notice.yes", words("notice.agree" if view.agree else "notice.read"), Intent(IntentKind.YES), icon="check")
        no = Button("notice.no", words("notice.no"), Intent(IntentKind.NO), icon="cross")
        model = FactsModel(
            facts=(),
            title=texts.name(view.title),
            text=texts.name(view.place.names),
            buttons=(agree, no) if view.agree else (agree,),
            progress=progress_of(view.place, texts),
        )
        return self._filled(model, facts, view.page)

    def records(self, view: ShowRecords) -> FactsModel:
        texts, words = self._texts, self._words
        facts = [Fact("", texts.name(line)) for line in view.lines]
        cells = [[Cell(c.names, c.kind, v) for c, v in zip(view.columns, row, strict=True)] for row in view.records]
        table = view.layout is ShowLayout.TABLE and len(view.records) > 1
        for row in cells:
            facts += [self._row(row)] if table else [Fact(texts.name(c.names), cell_text(c, texts), True) for c in row if c.value]
        if texts.name(view.note):
            facts.append(Fact("", texts.name(view.note)))
        onwards = Button("show.ok", words("show.ok"), _CONFIRM, icon="next")
        count = words("show.count", count=len(view.records)) if table else ""
        model = FactsModel(
            facts=(),
            title=texts.name(view.title),
            text=count,
            buttons=(onwards,),
            progress=progress_of(view.place, texts),
        )
        return self._filled(model, facts, view.page)

    def confirm(self, view: ConfirmAnswers) -> FactsModel:
        words, texts = self._words, self._texts
        facts = [answer_fact(answer, texts) for answer in view.answers]
        if texts.name(view.statement):
            facts.append(Fact("", texts.name(view.statement)))
        send = Button("confirm.send", words("confirm.send"), _CONFIRM, icon="check")
        change = Button("confirm.change", words("confirm.change"), Intent(IntentKind.NO), icon="note")
        model = FactsModel(
            facts=(),
            title=words("confirm.title"),
            text=words("confirm.text"),
            buttons=(send, change) if view.answers else (send,),
            progress=progress_of(view.place, texts),
        )
        return self._filled(model, facts, view.page)

    def fee(self, view: ItemFee) -> FactsModel:
        texts, words = self._texts, self._words
        total = sum(line.fen for line in view.lines)
        facts = [Fact(texts.name(line.names), self._amount(line.fen)) for line in view.lines]
        if texts.name(view.note):
            facts.append(Fact("", texts.name(view.note)))
        free = view.where is PayWhere.FREE or (not total and bool(view.lines))
        where = PayWhere.FREE if free else view.where
        onwards = Button("fee.ok", words("fee.ok"), _CONFIRM, icon="next")
        figure = words("fee.free") if free else money_text(str(total), texts)
        model = FactsModel(
            facts=(),
            title=words("fee.title"),
            text=words(f"fee.where.{where.value}"),
            buttons=(onwards,),
            figure=figure if free or (view.lines and view.adds_up) else "",
            figure_label=words("fee.total"),
            progress=progress_of(view.place, texts),
        )
        return self._filled(model, facts)

    def accepted(self, view: Accepted) -> FactsModel:
        texts, words = self._texts, self._words
        ready = day_text(view.ready_on, texts) if view.ready_on else words("accepted.at-once")
        facts = [Fact(words("accepted.item"), texts.name(view.place.names)), Fact(words("accepted.ready"), ready)]
        if texts.name(view.words_next):
            facts.append(Fact(words("accepted.next"), texts.name(view.words_next), True))
        ok = Button("accepted.ok", words("accepted.ok"), _CONFIRM, icon="next")
        model = FactsModel(
            facts=(),
            title=words("accepted.title"),
            text=words("accepted.text"),
            buttons=(ok,),
            tone=Tone.GOOD,
            icon="check",
            figure=view.case,
            figure_label=words("accepted.case"),
            aloud={"figure": ""},
            progress=progress_of(view.place, texts),
        )
        return self._filled(model, facts)

    def _amount(self, fen: int) -> str:
        return money_text(str(fen), self._texts) if fen else self._words("fee.free")

    def _row(self, row: Sequence[Cell]) -> Fact:
        """One record of several: the first column names it, the others stand beside it."""
        texts = self._texts
        first, *others = row
        told = [(texts.name(cell.names), cell_text(cell, texts)) for cell in others if cell.value]
        value = "\n".join(self._words("pair", label=label, value=shown) for label, shown in told)
        return Fact(cell_text(first, texts), value, True)

    def _filled(self, model: FactsModel, facts: Sequence[Fact], page: int = 0) -> FactsModel:
        return with_page(model, facts, page, self._texts, large=self._large, portrait=self._portrait)
