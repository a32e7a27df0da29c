"""The guide put together: keys of the pad in, sentences and intents out. Off until a key or headphones turn it on."""

from collections.abc import Callable, Sequence

from api.bus.port import BusPort
from api.text.catalogue import TextCatalogue
from kiosk.flow.intents import Intent
from kiosk.ports.keypad import TerminalKeypad
from kiosk.ports.narrator import Narrator
from kiosk.settings import KioskSection
from kiosk.view_models.guide import Guide, Said, Words, turned_on
from kiosk.view_models.identity_models import FaceModel
from kiosk.view_models.models import KioskModel
from kiosk.view_models.script import Line

SECTION = "voice"


class Guidance:
    """Args: post: takes the citizen's intents."""

    def __init__(
        self,
        bus: BusPort,
        kiosk: KioskSection,
        texts: TextCatalogue,
        *,
        new_id: Callable[[], str],
        post: Callable[[Intent], None],
    ) -> None:
        self._texts = texts
        self._post = post
        self._guide = Guide(self._words)
        self._language = kiosk.languages[0]
        self._on = False
        self._at_camera = False
        self._ears = Narrator(bus, kiosk.headphones, new_id=new_id) if kiosk.headphones else None
        self._aloud = Narrator(bus, kiosk.speaker, new_id=new_id) if kiosk.speaker else None
        self._keypad = (
            TerminalKeypad(bus, kiosk.keypad, new_id=new_id, on_key=self.pressed, on_headphones=self._plugged)
            if kiosk.keypad
            else None
        )

    @property
    def speaking(self) -> bool:
        """While it does, nobody can be expected to answer: the idle timer stands still."""
        return any(narrator.speaking for narrator in self._narrators)

    @property
    def focus(self) -> str:
        """The button the pad's arrows have come to."""
        return self._guide.focus if self._on else ""

    def keep_running(self) -> None:
        if self._keypad is not None:
            self._keypad.keep_running()

    async def stop(self) -> None:
        if self._keypad is not None:
            await self._keypad.stop()
        for narrator in self._narrators:
            await narrator.close()

    def show(self, model: KioskModel) -> None:
        """What the screen shows now."""
        self._language = model.language
        turned = model.mode.voice is not self._on
        self._on = model.mode.voice
        if not self._on:
            if turned:
                self._guide.rest()
                self._say(())
                for narrator in self._narrators:
                    narrator.reset()
            return
        if isinstance(model.screen, FaceModel) and not turned and self._at_camera and self.speaking:
            # What a face is asked for changes many times a second: a sentence is heard to its end before the next one.
            return
        self._at_camera = isinstance(model.screen, FaceModel)
        said = self._guide.see(model)
        welcome = (Line(self._words(self._language)("welcome")),) if turned else ()
        if welcome or said.lines:
            self._say((*welcome, *said.lines))

    def pressed(self, key: str) -> None:
        """A key of the pad."""
        if not self._on:
            self._post(turned_on())
            return
        self._do(self._guide.press(key))

    def _do(self, said: Said) -> None:
        if said.louder:
            for narrator in self._narrators:
                narrator.louder(said.louder)
        if said.lines:
            self._say(said.lines)
        if said.intent is not None:
            self._post(said.intent)

    def _plugged(self, inserted: bool) -> None:
        if inserted and not self._on:
            self._post(turned_on())
        elif not inserted and self._ears is not None:
            # What was meant for two ears isn't said to a room.
            self._ears.say((), self._language)

    def _say(self, lines: Sequence[Line]) -> None:
        private = self._ears is not None and self._keypad is not None and self._keypad.headphones
        narrator = self._ears if private else self._aloud
        if narrator is None:
            return
        hidden = self._words(self._language)("private")
        texts = [line.text if private or not line.private else line.aloud or hidden for line in lines]
        # One hint is enough where several lines stay unsaid.
        narrator.say([text for index, text in enumerate(texts) if text != hidden or hidden not in texts[:index]], self._language)

    def _words(self, language: str) -> Words:
        def word(key: str, **arguments: object) -> str:
            return self._texts.text(SECTION, key, language, **arguments)

        return word

    @property
    def _narrators(self) -> list[Narrator]:
        return [narrator for narrator in (self._ears, self._aloud) if narrator is not None]
