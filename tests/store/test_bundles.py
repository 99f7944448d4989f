"""Which bundle may score here: verified each time it is opened, and in real mode only one of this municipality's own records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from features.vocabulary import Regime
from models.bundle import save
from models.errors import BundleUntrusted
from models.keys import SigningKey, signing_key
from models.manifest import Origin
from models.rule_models import fit_rule
from service.domain.access import Actor, Role
from service.domain.errors import IntegrityBroken, NoModel, NotPermitted, ServiceError, UnknownThing
from service.operating.bundles import activate_bundle, active_model, add_bundle, load_active, load_model
from service.operating.two_people import propose_or_confirm
from service.settings import Settings
from service.store import audit, bundles
from service.store.unit_of_work import Store
from tests.lib.databases import migrated
from tests.lib.small_bundle import later, past, small_bundle
from tests.lib.two_people import put_to_use

AT = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
OPERATOR = Actor("driften", Role.OPERATOR)
HERE = "Herning Kommune"
REAL = {"mode": "real", "municipality": HERE}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """One database is enough for what reads files and settings."""
    with migrated(f"sqlite:///{tmp_path / 'store.db'}") as found:
        yield found


def settings(var: Path, **said: str) -> Settings:
    return Settings(var=var, **said)  # type: ignore[arg-type]  # pydantic reads text


def own_key(var: Path) -> SigningKey:
    """A key that somebody made on purpose, trusted under a name of its own."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (var / "keys" / "trusted").mkdir(parents=True, exist_ok=True)
    (var / "keys" / "trusted" / "analyst.pem").write_bytes(public)
    return SigningKey(private)


def written(
    var: Path, *, data: str = "synthetic", source: str = "", key: SigningKey | None = None, folder: str = "made"
) -> Path:
    """A signed bundle that says it was trained on such data."""
    bundle = replace(small_bundle(), origin=Origin(data, date(2025, 12, 1), 3, ("made for tests",), source))
    save(bundle, var.parent / folder, key=key or signing_key(None, var / "keys"))
    return var.parent / folder


def published(
    var: Path, *, judged: dict[str, str] | None = None, decided: dict[str, str] | None = None, **said: str
) -> Path:
    """What `publish` writes: the bundle with the evaluation that speaks of it and the decision that hands it on."""
    out = var.parent / "published"
    written(var, key=own_key(var), folder="published/bundle", **said)
    model_id = json.loads((out / "bundle" / "manifest.json").read_bytes())["model_id"]
    figures = {"model_id": model_id, "data": "real", "source": HERE, **(judged or {})}
    (out / "evaluation.json").write_text(json.dumps(figures), encoding="utf-8")
    (out / "activation.json").write_text(json.dumps({"model_id": model_id, **(decided or {})}), encoding="utf-8")
    return out


def brought_in(store: Store, asked: Settings, folder: Path) -> str:
    model_id = add_bundle(asked, store, folder, actor=OPERATOR, at=AT)
    put_to_use(asked, store, model_id, at=AT)
    return model_id


def test_a_bundle_is_copied_registered_and_activated_and_each_is_written_down(store: Store, place: Path):
    with store.read() as work:
        assert active_model(work) is None
        with pytest.raises(NoModel, match="bundle add"):
            load_active(settings(place), work)
    first = brought_in(store, settings(place), written(place))
    second = brought_in(store, settings(place), written(place, data="public"))
    with store.read() as work:
        assert {one.model_id for one in bundles.registered(work)} == {first, second}
        assert active_model(work) == second
        assert load_active(settings(place), work).origin.data == "public"
        found = [(line.action, json.loads(line.detail)["model_id"]) for line in audit.lines(work)]
    acts = ("bundle.added", "bundle.activated")
    assert found == [(act, model_id) for model_id in (first, second) for act in acts]


def test_bringing_a_bundle_in_again_changes_nothing(store: Store, place: Path):
    folder = written(place)
    add_bundle(settings(place), store, folder, actor=OPERATOR, at=AT)
    add_bundle(settings(place), store, folder, actor=OPERATOR, at=AT)
    with store.read() as work:
        assert len(bundles.registered(work)) == len(list(audit.lines(work))) == 1
    assert [path.name[0] for path in (place / "service" / "bundles").iterdir()] != ["."]


def test_nobody_activates_what_was_never_brought_in_or_without_the_role(store: Store, place: Path):
    with pytest.raises(UnknownThing, match="bundle list"):
        activate_bundle(settings(place), store, "herning-2025-12-01-000000000000", actor=OPERATOR, at=AT)
    with pytest.raises(NotPermitted, match="activate_bundle: got the role analyst"):
        add_bundle(settings(place), store, written(place), actor=Actor("a", Role.ANALYST), at=AT)


def test_a_rule_that_is_there_for_comparison_only_scores_nowhere(sqlite: Store, place: Path):
    rule = fit_rule("random", training=past(), calibration=later(), regime=Regime.ATTENDANCE, seed=3)
    bundle = replace(small_bundle(), models={"attendance": rule})
    save(bundle, place.parent / "chance", key=signing_key(None, place / "keys"))
    with pytest.raises(NotPermitted, match=r"got the rule random, which is there for comparison only"):
        brought_in(sqlite, settings(place), place.parent / "chance")


# What may be activated where

WHERE = [
    ("synthetic", "demo", True),
    ("public", "demo", True),
    ("public", "synthetic", True),
    ("undeclared", "demo", False),
    ("undeclared", "synthetic", False),
    ("real", "demo", False),
]


@pytest.mark.parametrize(("data", "mode", "is_allowed"), WHERE)
def test_outside_real_mode_a_bundle_says_synthetic_or_public(
    sqlite: Store, place: Path, data: str, mode: str, is_allowed: bool
):
    asked, folder = settings(place, mode=mode), written(place, data=data)
    if is_allowed:
        brought_in(sqlite, asked, folder)
    else:
        with pytest.raises(NotPermitted, match=f"declared {data}, allowed outside real mode"):
            brought_in(sqlite, asked, folder)
    with sqlite.read() as work:
        assert (active_model(work) is not None) is is_allowed


REFUSED_IN_REAL_MODE = [
    ({"data": "synthetic", "source": HERE}, {}, REAL, "trained on data declared synthetic.*no override"),
    ({"data": "public", "source": HERE}, {}, REAL, "trained on data declared public.*no override"),
    ({"data": "undeclared", "source": HERE}, {}, REAL, "trained on data declared undeclared"),
    ({"data": "real", "source": "Somewhere else"}, {}, REAL, "trained on records of another source.*no override"),
    ({"data": "real"}, {}, REAL, "trained on records of another source"),
    ({"data": "real", "source": HERE}, {"data": "synthetic"}, REAL, "judged on data declared synthetic"),
    ({"data": "real", "source": HERE}, {"source": "Somewhere else"}, REAL, "judged on records of another source"),
    ({"data": "real", "source": HERE}, {"model_id": "another"}, REAL, "no evaluation of this model"),
    ({"data": "real", "source": HERE}, {}, {"mode": "real"}, "ALLESKALMED_MUNICIPALITY"),
]


@pytest.mark.parametrize(("origin", "judged", "said", "words"), REFUSED_IN_REAL_MODE)
def test_in_real_mode_only_a_model_of_this_municipalitys_real_records_is_activated(
    sqlite: Store, place: Path, origin: dict[str, str], judged: dict[str, str], said: dict[str, str], words: str
):
    asked = settings(place, **said)
    model_id = add_bundle(asked, sqlite, published(place, judged=judged, **origin), actor=OPERATOR, at=AT)
    with pytest.raises(NotPermitted, match=words):
        activate_bundle(asked, sqlite, model_id, actor=OPERATOR, at=AT)
    with sqlite.read() as work:
        assert active_model(work) is None


def test_in_real_mode_a_model_of_its_own_records_scores_and_a_bare_bundle_does_not(sqlite: Store, place: Path):
    asked = settings(place, **REAL)
    folder = published(place, data="real", source=HERE)
    bare = add_bundle(asked, sqlite, folder / "bundle", actor=OPERATOR, at=AT)
    with pytest.raises(NotPermitted, match="no evaluation of this model"):
        activate_bundle(asked, sqlite, bare, actor=OPERATOR, at=AT)
    assert brought_in(sqlite, asked, folder) == bare
    add_bundle(asked, sqlite, folder / "bundle", actor=OPERATOR, at=AT)  # keeps the evaluation it has
    with sqlite.read() as work:
        assert load_active(asked, work).origin.source == HERE


def test_in_real_mode_one_person_alone_activates_nothing(sqlite: Store, place: Path):
    asked = settings(place, **REAL)
    model_id = add_bundle(asked, sqlite, published(place, data="real", source=HERE), actor=OPERATOR, at=AT)
    with pytest.raises(NotPermitted, match="got one person, allowed in real mode are two"):
        activate_bundle(asked, sqlite, model_id, actor=OPERATOR, at=AT)
    assert not propose_or_confirm(asked, sqlite, model_id, actor=OPERATOR, at=AT)
    with pytest.raises(NotPermitted, match="by the one who proposed it"):
        propose_or_confirm(asked, sqlite, model_id, actor=OPERATOR, at=AT)
    with sqlite.read() as work:
        assert active_model(work) is None
    assert propose_or_confirm(asked, sqlite, model_id, actor=replace(OPERATOR, actor_id="another"), at=AT)
    with sqlite.read() as work:
        assert active_model(work) == model_id


@pytest.mark.parametrize("decided", [{}, {"model_id": "another"}])
def test_in_real_mode_a_model_that_was_only_evaluated_is_not_activated(
    sqlite: Store, place: Path, decided: dict[str, str]
):
    asked, folder = settings(place, **REAL), published(place, decided=decided, data="real", source=HERE)
    if not decided:
        (folder / "activation.json").unlink()
    model_id = add_bundle(asked, sqlite, folder, actor=OPERATOR, at=AT)
    with pytest.raises(NotPermitted, match="no decision that hands it on"):
        activate_bundle(asked, sqlite, model_id, actor=OPERATOR, at=AT)


def test_a_key_made_for_demonstration_vouches_for_nothing_in_real_mode(sqlite: Store, place: Path):
    folder = written(place, data="real", source=HERE)
    with pytest.raises(BundleUntrusted, match="none of the 0 trusted keys"):
        add_bundle(settings(place, **REAL), sqlite, folder, actor=OPERATOR, at=AT)


def test_an_installation_that_becomes_real_no_longer_uses_its_synthetic_model(sqlite: Store, place: Path):
    written(place, key=own_key(place))
    brought_in(sqlite, settings(place), place.parent / "made")
    with sqlite.read() as work, pytest.raises(NotPermitted, match="no override"):
        load_active(settings(place, **REAL), work)


# Bundles that cannot be used


def broken(place: Path, model_id: str, way: str) -> None:
    folder = place / "service" / "bundles" / model_id
    if way == "gone":
        folder.rename(folder.with_name("elsewhere"))
    elif way == "another":
        save(small_bundle(), folder / "bundle", key=signing_key(None, place / "keys"))
    elif way == "evaluation":
        (folder / "evaluation.json").write_text("{", encoding="utf-8")
    else:
        (folder / "bundle" / way).write_bytes(b"\0" + (folder / "bundle" / way).read_bytes()[1:])


WAYS = [
    ("gone", NoModel, "got no readable bundle"),
    ("another", IntegrityBroken, "got another bundle in its place"),
    ("evaluation", IntegrityBroken, "Bring the bundle in again"),
    ("model.joblib", BundleUntrusted, "another content than was signed"),
    ("manifest.json", BundleUntrusted, "none of the 1 trusted keys"),
    ("manifest.sig", BundleUntrusted, "none of the 1 trusted keys"),
]


@pytest.mark.parametrize(("way", "refusal", "words"), WAYS)
def test_a_bundle_that_was_lost_or_changed_is_refused_in_words(sqlite: Store, place: Path, way, refusal, words):
    model_id = brought_in(sqlite, settings(place), written(place, data="public"))
    broken(place, model_id, way)
    with sqlite.read() as work, pytest.raises(refusal, match=words) as told:
        load_active(settings(place), work)
    assert told.value.exit_code == 5


def test_a_model_id_never_leads_out_of_the_folder(place: Path):
    with pytest.raises(ServiceError, match="no file name"):
        load_model(settings(place), "../keys")
