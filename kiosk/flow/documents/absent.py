"""A kiosk without a printer of certificates."""

from kiosk.flow.documents.ports import Document, DocumentReadiness, DocumentReport
from kiosk.flow.printing import PrintOutcome

NOT_HERE = "documents.notHere"
"""This kiosk has no such part."""


class NoDocuments:
    """Implements DocumentsPort."""

    lies_there = None

    def readiness(self) -> DocumentReadiness:
        return DocumentReadiness(False, NOT_HERE)

    async def print(self, document_id: str, document: Document) -> DocumentReport:
        return DocumentReport(PrintOutcome.NOT_PRINTED, reason=NOT_HERE)
