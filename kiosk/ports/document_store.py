"""Certificate blanks and documents under way, in the kiosk's store. Holds ids and counts: no template, no content, nobody's name.

Blanks are taken off before a document is sent and settled when it has ended, so a kill in between counts too few rather than too
many; the same document asked for again takes none off.
"""

from collections.abc import Callable

from kiosk.flow.documents.stock import left_after
from kiosk.ports.store import KioskStore

_BLANKS = "certificate-blanks"


class DocumentStore:
    """Args: clock: UTC ms. at_first: blanks of a kiosk that nobody has counted yet."""

    def __init__(self, store: KioskStore, clock: Callable[[], int], *, at_first: int) -> None:
        self._store = store
        self._clock = clock
        self._at_first = at_first

    def blanks(self) -> int:
        row = self._store.connection.execute("SELECT left FROM paper_stock WHERE name = ?", (_BLANKS,)).fetchone()
        return int(row[0]) if row else self._at_first

    def set_blanks(self, count: int) -> None:
        """Staff counted them, as after a refill. Documents under way are settled against the new count no more."""
        with self._store.transaction():
            self._keep(count)
            self._store.connection.execute("UPDATE document_print SET settled = 1")

    def begin(self, document_id: str, sheets: int, *, blank: bool) -> None:
        """A document is about to be sent. The same one again changes nothing."""
        with self._store.transaction():
            added = self._store.connection.execute(
                "INSERT INTO document_print (id, at, blanks, settled) VALUES (?, ?, ?, 0) ON CONFLICT (id) DO NOTHING",
                (document_id, self._clock(), sheets if blank else 0),
            ).rowcount
            if added and blank:
                self._keep(max(0, self.blanks() - sheets))

    def settle(self, document_id: str, sheets: int | None) -> None:
        """It has ended; so many sheets came out, None: nobody knows. Only the first time counts."""
        with self._store.transaction():
            row = self._store.connection.execute(
                "SELECT blanks FROM document_print WHERE id = ? AND settled = 0", (document_id,)
            ).fetchone()
            if row is None:
                return
            self._store.connection.execute("UPDATE document_print SET settled = 1 WHERE id = ?", (document_id,))
            if row[0]:
                self._keep(left_after(self.blanks(), int(row[0]), sheets))

    def _keep(self, left: int) -> None:
        self._store.connection.execute(
            "INSERT INTO paper_stock (name, left) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET left = excluded.left",
            (_BLANKS, left),
        )
