"""The small drawing of plots: round ticks, every point where it belongs, every word escaped."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest

from training.plots import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, axis, draw, draw_ratios, root_axis


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.1, 0.43], [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        ([3, 17], [0, 5, 10, 15, 20]),
        ([-0.3, 0.9], [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]),
        ([0], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([math.nan, 8], [0, 2, 4, 6, 8]),
        ([], [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_ticks_are_round_and_hold_every_value(values, ticks):
    assert axis("", values)["ticks"] == ticks


def test_an_axis_need_not_begin_at_zero():
    assert axis("", [210, 260], from_zero=False)["ticks"] == [210, 220, 230, 240, 250, 260]


@pytest.mark.parametrize(
    ("highest", "last"), [(0.002, 0.05), (0.05, 0.05), (0.051, 0.1), (0.4, 0.4), (0.9, 1.0), (1.0, 1.0)]
)
def test_an_axis_by_root_reaches_over_every_share(highest, last):
    assert root_axis("", [0.001, highest])["ticks"][-1] == last


def plot(style: str, points, **more):
    side = {"words": "a < b", "ticks": [0.0, 10.0], "is_share": False}
    series = [{"name": "one", "style": style, "points": points, **more}]
    return draw({"title": "<t>", "describes": "d & e", "x": side, "y": side, "series": series}, name="p")


def test_a_point_stands_where_its_axes_say():
    drawn = plot("dots", [(0, 0), (10, 10)])
    dots = [(float(x), float(y)) for x, y in re.findall(r'<circle class="dot s0" cx="([\d.]+)" cy="([\d.]+)"', drawn)]
    assert dots == [(LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, TOP)]


def test_a_step_holds_until_the_next_begins_and_its_band_goes_with_it():
    drawn = plot("steps", [(0, 0), (5, 10), (10, 10)], spans=[(0, 1), (9, 10), (9, 10)])
    middle = (LEFT + WIDTH - RIGHT) / 2
    low, high = HEIGHT - BOTTOM, TOP
    line = re.findall(r'class="steps s0" points="([^"]+)"', drawn)[0]
    places = [(LEFT, low), (middle, low), (middle, high), (WIDTH - RIGHT, high), (WIDTH - RIGHT, high)]
    assert line == " ".join(f"{at:.1f},{up:.1f}" for at, up in places)
    assert len(re.findall(r'class="band s0" points="([^"]+)"', drawn)[0].split()) == 2 * len(line.split())


def test_the_square_root_spreads_what_is_small():
    side = {"words": "", "ticks": [0.0, 1.0], "is_share": True, "by_root": True}
    even = {"words": "", "ticks": [0.0, 1.0], "is_share": True}
    drawn = draw(
        {
            "title": "",
            "describes": "",
            "x": side,
            "y": even,
            "series": [{"name": "", "style": "dots", "points": [(0.25, 0)]}],
        },
        name="p",
    )
    assert f'cx="{(LEFT + WIDTH - RIGHT) / 2:.1f}"' in drawn


def test_words_are_escaped_and_what_is_drawn_is_well_formed():
    drawn = plot("line", [(1, 2), (3, 4)])
    assert "a &lt; b" in drawn
    found = ElementTree.fromstring(drawn)
    assert (found.findtext("title"), found.findtext("desc")) == ("<t>", "d & e")


def test_a_ratio_beyond_the_ends_is_drawn_at_the_end_with_an_arrow():
    row = {"words": "far", "value": 9.0, "low": 0.01, "high": 20.0}
    told = {"title": "", "describes": "", "words": "", "ticks": [0.25, 1.0, 4.0], "limits": (0.8, 1.25), "rows": [row]}
    drawn = draw_ratios(told, name="p")
    assert drawn.count('<polyline class="span s0"') == 2
    assert f'cx="{WIDTH - 12:.1f}"' in drawn
    within = draw_ratios({**told, "rows": [{**row, "value": 1.0, "low": 0.5, "high": 2.0}]}, name="p")
    assert "polyline" not in within
    assert f'cx="{WIDTH / 2:.1f}"' in within
