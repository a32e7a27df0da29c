"""Consents to being kept in the local registry that this kiosk took, so that one taken back is obeyed here before the hall hears
of it. People are pseudonyms (keyed hashes).
"""

from api.messages.identity_commands import GiveConsent
from api.messages.identity_words import ConsentPurpose
from kiosk.ports.store import KioskStore


class Consents:
    """Rows of the kiosk's store, which is open while this is used."""

    def __init__(self, store: KioskStore) -> None:
        self._store = store

    def add(self, consent_id: str, consent: GiveConsent) -> None:
        """As part of the caller's transaction. What keeps nothing has nothing to delete."""
        if consent.purpose is ConsentPurpose.FACE_REGISTRY and consent.person is not None:
            self._store.connection.execute(
                "INSERT INTO consent (id, purpose, person, given_at) VALUES (?, ?, ?, ?)",
                (consent_id, consent.purpose.value, consent.person, consent.given_at),
            )

    def confirmed(self, consent_id: str, receipt: str) -> None:
        """The hall gave it a number."""
        self._store.connection.execute("UPDATE consent SET receipt = ? WHERE id = ?", (receipt, consent_id))

    def person_of(self, receipt: str) -> str:
        """Who got that receipt here; empty when nobody did."""
        row = self._store.connection.execute("SELECT person FROM consent WHERE receipt = ?", (receipt,)).fetchone()
        return str(row[0]) if row else ""

    def forget(self, persons: tuple[str, ...]) -> None:
        self._store.connection.executemany("DELETE FROM consent WHERE person = ?", [(person,) for person in persons])
