"""Why an order can't be carried out, as an exception that names its trouble."""

import errno

from api.releases.orders import DETAIL_MAX, Trouble

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_OF_THE_DISK = _FULL | {errno.EIO, errno.EROFS, errno.EUCLEAN}


class Failed(Exception):
    """`detail`: a file, a service, a number; for technicians."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value}: {detail}")
        self.trouble = trouble
        self.detail = detail[:DETAIL_MAX]


def of_disk(error: OSError) -> Failed:
    """A full disk, or one that fails."""
    return Failed(
        Trouble.NO_ROOM if error.errno in _FULL else Trouble.DISK_FAULT, f"{error.filename or 'disk'}: {error.strerror}"
    )


def is_of_disk(error: OSError) -> bool:
    """Or of something else that isn't there or may not be touched."""
    return error.errno in _OF_THE_DISK
