"""The model that scores over HTTP and the published night's levels of institutions: loaded once, and anew when either changes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import pandas as pd

from features.levels import Levels
from models.bundle import Bundle
from service.domain.errors import NoModel, NotPermitted
from service.operating.bundles import active_model, load_active
from service.settings import Settings
from service.store import documents, nights
from service.store.unit_of_work import Work

LEVELS = "levels.parquet"


@dataclass(frozen=True, eq=False)
class ActiveModel:
    """A verified bundle, and what the published night says of institutions; none before the first night."""

    bundle: Bundle
    model_id: str
    levels: Levels | None


class ActiveModels:
    """Keeps the active model at hand; `which` names it, `load` verifies and opens it.

    Two requests that find it changed wait for one loading; those that do not find it changed never wait.
    """

    def __init__(self, which: Callable[[Work], str], load: Callable[[Work], Bundle]) -> None:
        self._which = which
        self._load = load
        self._lock = Lock()
        self._kept: tuple[tuple[str, str | None], ActiveModel] | None = None

    def now(self, work: Work) -> ActiveModel:
        """The model that is active, as this view of the store has it.

        Raises: ServiceError or ModelError if there is none, or it cannot be used.
        """
        key = (self._which(work), nights.published_id(work))
        kept = self._kept
        if kept is None or kept[0] != key:
            with self._lock:
                kept = self._kept
                if kept is None or kept[0] != key:
                    kept = self._kept = (key, self._opened(work, kept, key))
        return kept[1]

    def _opened(
        self, work: Work, kept: tuple[tuple[str, str | None], ActiveModel] | None, key: tuple[str, str | None]
    ) -> ActiveModel:
        model_id, run_id = key
        bundle = kept[1].bundle if kept is not None and kept[0][0] == model_id else self._load(work)
        content = None if run_id is None else documents.get(work, run_id, name=LEVELS)
        levels = None if content is None else Levels.from_frame(pd.read_parquet(io.BytesIO(content)))
        return ActiveModel(bundle, model_id, levels)


def active_models(settings: Settings) -> ActiveModels:
    """The bundle that is active in the store of an installation."""

    def which(work: Work) -> str:
        return active_model(work) or ""

    def load(work: Work) -> Bundle:
        try:
            return load_active(settings, work)
        except NotPermitted as refused:  # of the bundle, not of whoever asks
            raise NoModel(str(refused)) from refused

    return ActiveModels(which, load)
