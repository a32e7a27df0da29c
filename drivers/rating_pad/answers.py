"""Takes a pad's fixed answer out of the stream in which its key frames come. Pure."""


class AnswerSieve:
    """While an answer is expected, its bytes are found and taken out; everything else passes on unchanged and in order.

    Args:
        answer: how the answer begins; nothing is ever found when it is empty.
    """

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._expecting = False
        self._held = b""
        self.found = False

    def expect(self) -> None:
        """A question was sent."""
        self._expecting = bool(self._answer)
        self.found = False

    def pass_by(self, data: bytes) -> bytes:
        """What of `data`, and of what was held back before it, isn't the answer."""
        if not self._expecting:
            return data
        stream = self._held + data
        self._held = b""
        place = stream.find(self._answer)
        if place >= 0:
            self.found = True
            self._expecting = False
            return stream[:place] + stream[place + len(self._answer) :]
        # The end may be the beginning of the answer.
        for length in range(min(len(self._answer) - 1, len(stream)), 0, -1):
            if self._answer.startswith(stream[-length:]):
                self._held = stream[-length:]
                return stream[:-length]
        return stream

    def give_up(self) -> bytes:
        """No answer is expected any more: what was held back for it."""
        self._expecting = False
        held, self._held = self._held, b""
        return held
