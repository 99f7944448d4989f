"""The steps that people see: duties, flags with every place's list, and the one transaction that publishes them."""

from __future__ import annotations

from collections import Counter

from service.batch.night import DUTIES, FLAGS, LEVELS, Counts, Night
from service.domain.access import NIGHT
from service.domain.audit import Event
from service.domain.errors import IntegrityBroken, NotPermitted
from service.domain.flag_life import DECIDED
from service.domain.flags import Flag
from service.flagging import decide, flag_frame, flags_of, raised_by
from service.store import audit, documents, nights
from service.store.legal import permits
from service.store.publication import Publication, publish
from service.store.unit_of_work import Work


def decide_duties(night: Night) -> Counts:
    """Engine A, on those tables that may be used for it; nothing of engine B exists yet."""
    if night.lawful.refused:
        night.trouble("duties", f"left out for want of a legal basis: {', '.join(night.lawful.refused)}", exit_code=0)
    morning = night.prepared.morning
    duties = _duties(decide(morning, raised_by(None, night.as_of)).flags)
    night.artefacts.write_frame(DUTIES, flag_frame(duties), data=night.data)
    night.house.mark("duties.done")
    return {"youths": len(morning.situations.youths), "flags": len(duties)}


def decide_lists(night: Night) -> Counts:
    """Duties and risk flags, routed, with every place's list.

    Raises: IntegrityBroken if a duty is not what it was before there were scores.
    """
    content = night.content
    if _duties(content.flags) != flags_of(night.artefacts.read_frame(DUTIES)):
        raise IntegrityBroken(
            "flags: got other duties than before there were scores, allowed are the same. This is a defect; report it."
        )
    night.artefacts.write_frame(FLAGS, flag_frame(content.flags), data=night.data)
    night.house.mark("flags.written")
    counts = Counter(str(flag.source) for flag in content.flags)
    cut = sum(flag.cut_off for flag in content.flags)
    return {**dict(sorted(counts.items())), "lists": len(content.lists), "waiting": cut}


def publish_lists(night: Night) -> Counts:
    """One transaction: content, flags' lives, documents, audit and pointer; a death before its end leaves the old list.

    Raises: IntegrityBroken if the flags are not those decided; NotPermitted if somebody stopped or objected since the scores were made.
    """
    content, scores, at, mark = night.content, night.scores, night.house.clock.instant, night.house.mark
    if list(content.flags) != flags_of(night.artefacts.read_frame(FLAGS)):
        raise IntegrityBroken(
            "publish: got other flags than were decided, allowed are the same. Run the night again without --resume."
        )
    counts = {
        "youths": len(content.youths),
        "flags": len(content.flags),
        "scores": 0 if scores is None else len(scores),
    }
    with night.store.begin() as work:
        if scores is not None:
            check_still_permitted(night, work)
        found = publish(work, Publication(night.run, content, scores, at), mark=mark)
        documents.put(work, night.run.run_id, documents=_documents(night))
        nights.step_done(work, night.run, "publish", counts=counts, at=at)
        audit.append(work, Event(at, NIGHT, "night.published", detail={"run_id": night.run.run_id, "content": found}))
        mark("publish.before_commit")
    mark("publish.after_commit")
    return counts


def _duties(flags: tuple[Flag, ...]) -> list[Flag]:
    return [flag for flag in flags if flag.source in DECIDED]


def _documents(night: Night) -> dict[str, bytes]:
    return {LEVELS: night.artefacts.read(LEVELS)} if night.artefacts.has(LEVELS) else {}


def check_still_permitted(night: Night, work: Work) -> None:
    """Pass if nothing that the scores must respect came after they were made.

    Raises: NotPermitted.
    """
    now, then = permits(work, at=night.house.clock.instant), night.permits
    if now.stops - then.stops or now.objections - then.objections or set(then.bases) - set(now.bases):
        raise NotPermitted(
            "scores: got a stop switch, an objection or a withdrawn basis that came after the scores were made, allowed are scores that "
            "respect it. Run the night again without --resume."
        )
