"""A document printer's HTTP and IPP, as far as the first bytes of a frame say."""

from drivers.document_printer.ipp_words import FIRST_ERROR, Operation
from tingtang.device.naming.named import Named

_HTTP = (b"POST ", b"HTTP/")
_VERSIONS = (1, 2)
_OPERATIONS = {operation.value: operation.name.lower().replace("_", "-") for operation in Operation}
_HEAD_BYTES = 8


def name_ipp(data: bytes, sent: bool) -> list[Named]:
    """An HTTP head, a request's operation, an answer's status. Bytes of a document are masked and never come here."""
    if data.startswith(_HTTP):
        return [Named("ipp.post" if sent else "ipp.http")]
    if len(data) < _HEAD_BYTES or data[0] not in _VERSIONS:
        return []
    code = int.from_bytes(data[2:4], "big")
    if sent:
        return [Named("ipp.request", {"name": _OPERATIONS[code]})] if code in _OPERATIONS else []
    return [Named("ipp.done" if code < FIRST_ERROR else "ipp.refused", {"code": f"{code:#06x}"})]
