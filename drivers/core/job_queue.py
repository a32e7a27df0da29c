"""Commands waiting for one device, and the one it performs. Bounded; first in, first out."""

import threading
from collections import deque

from drivers.core.errors import QueueFull
from drivers.core.job import Job


class JobQueue:
    """Thread-safe. `changed` is the worker's one lock too: what it decides about a job and its link is one step."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: deque[Job] = deque()
        self.running: Job | None = None
        self.changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, job: Job) -> None:
        """Append.

        Raises:
            QueueFull: it is full; said at once.
        """
        with self.changed:
            if len(self._waiting) >= self._limit:
                raise QueueFull(f"{self._limit} commands wait already")
            self._waiting.append(job)
            self.changed.notify_all()

    def take(self) -> Job | None:
        """The next job, which runs from now on; None when nothing waits."""
        with self.changed:
            self.running = self._waiting.popleft() if self._waiting else None
            return self.running

    def remove(self, command_id: str) -> Job | None:
        """Take a waiting job out; None when it doesn't wait."""
        with self.changed:
            found = next((job for job in self._waiting if job.id == command_id), None)
            if found is not None:
                self._waiting.remove(found)
            return found

    def empty(self) -> list[Job]:
        """Take all waiting jobs out."""
        with self.changed:
            jobs = list(self._waiting)
            self._waiting.clear()
            return jobs
