"""A look is written down before anything is shown; if it cannot be, nothing is shown.

Looks that come while another one is being written wait for it, and are then written together: the disk is the slow part, and one
transaction takes it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from threading import Lock

from service.domain.audit import Event
from service.store import audit
from service.store.unit_of_work import Store

Waiting = tuple[Sequence[Event], Future[None]]


class Looks:
    """Writes the looks of all requests of a process; safe to call from many threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._writing = Lock()
        self._adding = Lock()
        self._waiting: list[Waiting] = []

    def write(self, *events: Event) -> None:
        """Come back when the looks are on disk; the answer is made after that.

        Raises: StoreUnavailable if they cannot be written; the answer is then a problem without content, as for those that were to be
        written with them.
        """
        written: Future[None] = Future()
        with self._adding:
            self._waiting.append((events, written))
        with self._writing:
            if not written.done():  # else whoever wrote before has taken these along
                self._write(self._take())
        written.result()

    def _take(self) -> list[Waiting]:
        with self._adding:
            taken, self._waiting = self._waiting, []
        return taken

    def _write(self, taken: Sequence[Waiting]) -> None:
        try:
            with self._store.begin() as work:
                for events, _ in taken:
                    for event in events:
                        audit.append(work, event)
        except BaseException as error:  # noqa: BLE001 - each of those who wait raises it
            for _, written in taken:
                written.set_exception(error)
            return
        for _, written in taken:
            written.set_result(None)
