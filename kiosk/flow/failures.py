"""How asking the hall can end without what was asked for."""


class HallSilent(Exception):
    """The hall gave no answer in time (10 s). No number was given, as far as the citizen is concerned."""


class HallRefused(Exception):
    """The hall said no; `code` is its `Refusal`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
