"""The dossier: every number on its pages stands in its JSON, its shapes are the tables that score, and nothing bad is left out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from features.vocabulary import Regime
from models.rule_models import fit_rule
from models.starters import Starters
from tests.lib.small_bundle import later, now, past, small_bundle
from tests.lib.small_figures import small_figures, words_of
from tests.unit.test_starters import AHEAD, RULE, known_mixture
from training.dossier import CARD, SHEET, Published, data_sheet, model_card, write_dossier
from training.shapes import shapes_of

PARTS = (CARD, SHEET)
VOID = {"meta", "link", "circle", "line", "polyline", "polygon", "rect", "br"}


class Page(HTMLParser):
    """The words of a page: figures with the value they carry, and every other piece of text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.figures: list[tuple[float, str]] = []
        self.texts: list[str] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tag, attributes = self.open[-1] if self.open else ("", {})
        value = attributes.get("value") if tag == "data" else attributes.get("data-value")
        if value is not None:
            self.figures.append((float(value), data))
        elif tag not in ("style", "script"):
            self.texts.append(data)


def published(**changed: Any) -> Published:
    figures = {**small_figures(), **changed}
    return Published(small_bundle(), figures, words_of(figures))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("dossier")
    write_dossier(found, published())
    return found


def leaves(value: Any):
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def read(folder: Path, part: str) -> tuple[Page, list[Any]]:
    content = json.loads((folder / f"{part}.json").read_text(encoding="utf-8"))
    return Page((folder / f"{part}.html").read_text(encoding="utf-8")), list(leaves(content))


@pytest.mark.parametrize("part", PARTS)
def test_every_figure_on_a_page_is_a_number_of_its_json_rounded_as_it_is_told(folder, part):
    page, found = read(folder, part)
    numbers = {float(number) for number in found if isinstance(number, int | float)}
    assert len(page.figures) > 30
    for value, told in page.figures:
        assert value in numbers
        bare = told.replace(",", "").replace("\N{NO-BREAK SPACE}%", "").replace(" %", "")
        scale, decimals = (100 if "%" in told else 1), len(bare.partition(".")[2])
        assert abs(float(bare) - scale * value) <= 0.5 * 10**-decimals + 1e-9, (value, told)


@pytest.mark.parametrize("part", PARTS)
def test_whatever_else_has_a_digit_is_a_text_of_the_json(folder, part):
    page, found = read(folder, part)
    said = " ".join(text.replace("_", " ") for text in found if isinstance(text, str))
    strangers = [
        word
        for text in page.texts
        for word in re.findall(r"\S*\d\S*", text)
        if word.replace("_", " ").strip("().,;:") not in said
    ]
    assert strangers == []


def test_a_changed_figure_is_told_changed(tmp_path):
    figures = small_figures()
    figures["pooled"][0]["measures"]["auroc"] = {"value": 0.4321, "low": 0.4012, "high": 0.4567}
    write_dossier(tmp_path, Published(small_bundle(), figures, words_of(figures)))
    assert (0.4321, "0.43") in read(tmp_path, CARD)[0].figures


@pytest.mark.parametrize("part", PARTS)
def test_a_page_is_whole_in_itself_and_runs_nothing(folder, part):
    page, _ = read(folder, part)
    assert [tag for tag, _ in page.seen if tag in ("script", "iframe", "img", "object", "base")] == []
    outside = [
        value
        for _, attributes in page.seen
        for name, value in attributes.items()
        if name in ("src", "href") and value and "//" in value
    ]
    assert outside == []
    assert not any(name.startswith("on") for _, attributes in page.seen for name in attributes)


@pytest.mark.parametrize("part", PARTS)
def test_a_page_has_landmarks_a_way_past_the_menu_and_words_for_each_plot_and_table(folder, part):
    page, _ = read(folder, part)
    tags = [tag for tag, _ in page.seen]
    assert all(tags.count(one) == 1 for one in ("main", "header", "nav", "h1", "footer"))
    names = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert len(names) == len(set(names))
    links = [
        attributes["href"] for tag, attributes in page.seen if tag == "a" and (attributes["href"] or "").startswith("#")
    ]
    assert {str(link)[1:] for link in links} <= set(names)
    drawn = [attributes for tag, attributes in page.seen if tag == "svg"]
    assert all(set(str(one["aria-labelledby"]).split()) <= set(names) for one in drawn)
    assert tags.count("desc") == len(drawn)
    assert tags.count("caption") == tags.count("table") > 0


def test_the_shapes_are_the_tables_that_score():
    bundle = small_bundle()
    shapes = {shape["indicator"]: shape["tables"] for shape in json.loads(json.dumps(shapes_of(bundle.models)))}
    for regime, model in bundle.models.items():
        rows = now()[now()["regime"] == regime]
        assessed = model.assess(rows)
        for place, indicator in enumerate(model.indicators):
            table, values = shapes[indicator][regime], rows[indicator].to_numpy(dtype=np.float64)
            missing = len(table["edges"]) + 1
            bins = np.where(np.isnan(values), missing, np.searchsorted(table["edges"], values, side="right"))
            assert (np.array(table["additions"])[bins] == assessed.contributions[:, place]).all(), indicator


def test_each_kind_of_education_adds_what_scoring_adds():
    bundle = small_bundle()
    (shape,) = [shape for shape in shapes_of(bundle.models) if "kinds" in shape]
    for regime, model in bundle.models.items():
        (table,) = [table for table in model.tables if table.indicator == shape["indicator"]]
        for code, kind in enumerate(shape["kinds"]):
            assert kind[regime] == table.additions[table.codes(np.array([float(code)]))[0]]


def test_what_speaks_against_the_model_is_told_and_cannot_be_left_out():
    figures = small_figures()
    sound = {"value": 1.0, "low": 0.9, "high": 1.1}
    good = {
        "calibration_slope": sound,
        "predicted_over_observed": sound,
        "calibration_error": {"value": 0.0, "low": 0.0, "high": 0.0},
    }
    for group in (*figures["pooled"], *figures["dates"]):
        group["measures"] |= good
        group["beside"]["lead"]["auroc"] = {"value": 0.1, "low": 0.05, "high": 0.15}
    assert [found["group"] for found in model_card(published(**figures))["weak"]] == ["school kind fgu"]
    figures["pooled"][0]["measures"]["calibration_slope"] = {"value": 0.79, "low": 0.5, "high": 1.1}
    figures["dates"][0]["beside"]["lead"]["auroc"] = {"value": 0.01, "low": -0.01, "high": 0.03}
    weak = {found["group"]: found["words"] for found in model_card(published(**figures))["weak"]}
    assert weak["pooled"] == ["calibration slope 0.79 [0.50; 1.10], sound is 0.8 to 1.2"]
    assert "not clear of zero" in weak[figures["dates"][0]["group"]][0]


def test_where_too_little_happened_the_card_says_so_instead_of_figures(tmp_path):
    figures = small_figures()
    told = {"remark": "too few to measure: 3 dropouts", "composition": figures["evidence"]["composition"]}
    figures["evidence"] = {**dict.fromkeys(figures["evidence"]), "groups": [], "undecided": [], **told}
    write_dossier(tmp_path, Published(small_bundle(), figures, words_of(figures)))
    page, _ = read(tmp_path, CARD)
    assert any("too few to measure: 3 dropouts" in text for text in page.texts)
    assert "Lists at capacity" not in page.texts


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("absence_10_percent", "It is looked at by 200 school days back"),
        ("last_status", "For comparison only: it holds everybody in the same education for alike"),
        ("absence_60_days", "absence in the last 60 school days"),
    ],
)
def test_a_rule_says_that_it_is_one_which_and_what_for(tmp_path, name, words):
    rule = fit_rule(name, training=past(), calibration=later(), regime=Regime.ATTENDANCE, seed=3)
    bundle = replace(small_bundle(), models={str(Regime.ATTENDANCE): rule})
    write_dossier(tmp_path, replace(published(), bundle=bundle))
    text = " ".join(read(tmp_path, CARD)[0].texts)
    assert "A simple rule with calibrated probabilities" in text
    assert words in text
    assert "status only is not assessed" in text
    assert "one more missed lesson never lowers" not in text


def test_freer_models_and_schools_never_seen_stand_beside_the_model(folder):
    text = " ".join(read(folder, CARD)[0].texts)
    assert "logistic regression on scaled indicators" in text
    assert "One fifth had too few." in text


def test_the_sheet_says_what_was_not_delivered_and_what_is_never_held():
    sheet = data_sheet(published())
    assert {"health", "cpr", "address"} <= set(sheet["never_held"])
    assert [table["rows"] for table in sheet["composition"]["tables"]][:2] == [0, None]


def test_a_served_mixture_shows_its_courses_and_how_it_compared(tmp_path):
    bundle = replace(small_bundle(), onset=Starters(RULE, known_mixture(), AHEAD))
    write_dossier(tmp_path, replace(published(), bundle=bundle))
    page, _ = read(tmp_path, CARD)
    text = " ".join(page.texts)
    assert "A mixture of courses is served" in text
    assert "late starter, 10%" in page.texts
    assert {(0.03, "3.0\N{NO-BREAK SPACE}%"), (0.002, "0.00200")} <= set(page.figures)
    courses = json.loads((tmp_path / f"{CARD}.json").read_text(encoding="utf-8"))["onset"]["trajectories"]
    assert [len(one["course"]) for one in courses] == [10, 10]
