"""`alleskalmed bundle shadow`: let a candidate score in silence beside the active bundle, or end it."""

from __future__ import annotations

from features.exits import say
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation
from service.domain.errors import WrongUse
from service.operating.shadowing import begin_shadow, end_shadow
from service.settings import Settings


def run(*, bundle: str | None, is_end: bool, by: str | None) -> None:
    """Begin with a bundle's model_id, or end what stands.

    Raises: WrongUse for both at once or neither.
    """
    if (bundle is None) != is_end:
        raise WrongUse("bundle shadow: got both or neither, allowed is a MODEL_ID or --end. `bundle list` names them.")
    settings, at = Settings(), now()
    with installation(settings) as store:
        with store.read() as work:
            actor = in_the_name_of(work, by)
        if bundle is not None:
            begin_shadow(settings, store, bundle, actor=actor, at=at)
            say(f"{bundle} scores beside the active bundle from the next night on; `bundle compare` tells how.")
            return
        with store.begin() as work:
            ended = end_shadow(work, actor, at=at)
        say(f"The trial of {ended} is over.")
