"""The mouth of a kiosk printer: holds the cut ticket until a hand takes it, or it is pushed out or taken back."""

from dataclasses import dataclass


@dataclass(slots=True)
class Mouth:
    """Without a presenter tickets just hang out, and nobody knows who takes them."""

    fitted: bool = False
    holds: bool = False
    taken: int = 0
    ejected: int = 0
    retracted: int = 0
    stuck: bool = False
    """Something blocks the rollers: nothing goes in or out."""

    def present(self) -> None:
        """A ticket was cut. One that is still there is pushed out by it."""
        if not self.fitted:
            return
        if self.holds:
            self.ejected += 1
        self.holds = True

    def take(self) -> bool:
        """A hand pulls."""
        if not self.holds or self.stuck:
            return False
        self.holds = False
        self.taken += 1
        return True

    def command(self, n: int) -> None:
        """GS e n: 2 takes back, 5 pushes out; 3 and 32 only push the ticket a little further."""
        if not self.holds or self.stuck:
            return
        if n == 2:
            self.holds = False
            self.retracted += 1
        elif n == 5:
            self.holds = False
            self.ejected += 1

    def state(self) -> dict[str, object]:
        if not self.fitted:
            return {}
        return {"mouth": self.holds, "taken": self.taken, "ejected": self.ejected, "retracted": self.retracted}
