"""LED boards: window strips (窗口屏) and overview boards (综合屏).

`driver` decides what stands on a board and when; a *card* (`card.Card`) knows how one maker's controller is told. Between them
stand placed lines (`compose.compose`): text, colour, place, font height and how it comes in, in dots, for any card.

To add a card:
1. a folder `drivers/led_board/<name>/` with its codec, a profile model that extends `profile.BoardProfile`, and a class that
   has what `card.Card` lists, with `Profile` naming that model;
2. one row in `cards.CARDS`: the profile's `protocol` → the class;
3. a profile in `firmware_configs/profiles/` with `kind = "led-board"` and that `protocol`;
4. an emulator, a row in the conformance suite, and a bus codec where several cards share a line.
"""
