"""A disputed record in words, as it stands on the youth's page."""

from __future__ import annotations

from service.domain.disputes import Dispute
from service.texts.catalogue import say
from service.texts.dates import Language, medium_day


def word_dispute(dispute: Dispute, language: Language) -> str:
    """That a record is disputed, which one, and until when its source has to answer."""
    kind = say(f"rights.table.{dispute.what.table}", language)
    on, due = medium_day(dispute.what.on, language), medium_day(dispute.due_on, language)
    return say("rights.contested", language, kind=kind, on=on, due=due)
