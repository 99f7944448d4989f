"""What a model has to show before it may be served, and what stops one that ranks well."""

from __future__ import annotations

import copy

import pytest

from training.activation import SignOff, SignOffFault, decide, leak_alarms, leave_form, read_sign_offs, sign_off_form
from training.telling import tell_activation

SIGNED = SignOff("age", "17", "flag_rate", "seventeen is when vocational education begins", "Leader of the unit")


def lead(value, low, high):
    return {"value": value, "low": low, "high": high}


def figures(*, low=0.02, won=2, periods=3, auroc=0.8, horizon=180, verdict="within limits", **more):
    """An evaluation's JSON as far as the decision reads it."""
    told = [
        {
            "as_of": f"2025-0{n + 1}-01",
            "dropouts": 20,
            "recall": 0.4 if n < won else 0.2,
            "rules": {"best": 0.2, "other": 0.9},
        }
        for n in range(periods)
    ]
    lists = {
        "places": 72.0,
        "best_rule": "best",
        "rule_to_serve": "served",
        "rules": [
            {"rule": "other", "recall_lead": lead(0.5, 0.4, 0.6)},
            {"rule": "best", "recall_lead": lead(0.1, low, 0.2)},
        ],
        "periods": told,
    }
    item = {"measure": "flag_rate", "verdict": verdict, "ratio": lead(2.0, 1.5, 3.0)}
    fairness = {"groups": [{"dimension": "age", "group": "17", "measures": [item]}]}
    pooled = [{"group": "pooled", "measures": {"auroc": lead(auroc, 0.5, 1.0)}}, {"group": "empty", "measures": {}}]
    evidence = {"lists": lists, "fairness": fairness, "remark": ""}
    return {
        "model_id": "m-1",
        "horizon_days": horizon,
        "rule": "chosen",
        "pooled": pooled,
        "evidence": evidence,
        **more,
    }


def test_a_model_ahead_of_the_best_rule_in_all_and_in_two_thirds_has_earned_its_place():
    decision = decide(figures())
    assert (decision.is_model_earned, decision.may_be_released, decision.rule) == (True, True, "served")
    assert "may be released" in tell_activation(decision)


@pytest.mark.parametrize(
    ("changed", "earned"),
    [
        ({"low": 0.0}, False),
        ({"low": 0.001}, True),
        ({"low": None}, False),
        ({"won": 1}, False),
        ({"won": 3, "periods": 5}, False),
        ({"won": 4, "periods": 6}, True),
        ({"won": 0, "periods": 0}, False),
    ],
)
def test_the_interval_must_be_clear_of_zero_and_two_thirds_of_the_periods_won(changed, earned):
    decision = decide(figures(**changed))
    assert decision.is_model_earned is earned
    if not earned:
        assert "serve the rule served" in tell_activation(decision)


def test_a_period_without_dropouts_is_neither_won_nor_lost():
    told = figures(won=2, periods=3)
    told["evidence"]["lists"]["periods"] += [
        {"as_of": "2025-09-01", "dropouts": 0, "recall": None, "rules": {"best": None}}
    ] * 9
    assert decide(told).is_model_earned


@pytest.mark.parametrize(
    ("auroc", "horizon", "alarmed"), [(0.95, 180, False), (0.951, 180, True), (0.951, 179, False), (None, 180, False)]
)
def test_figures_too_good_to_be_true_are_said_loudly_and_stop_the_model(auroc, horizon, alarmed):
    told = figures(auroc=auroc, horizon=horizon)
    decision = decide(told)
    assert bool(leak_alarms(told)) is alarmed
    assert decision.is_model_earned is not alarmed
    assert tell_activation(decision).splitlines()[1].startswith("  LEAK ALARM") is alarmed


def test_a_group_outside_the_limits_stops_the_release_of_an_earned_model():
    decision = decide(figures(verdict="outside limits"))
    assert (decision.is_model_earned, decision.may_be_released) == (True, False)
    assert len(decision.blocks) == 1
    assert decision.blocks[0].startswith("Blocked: flag_rate of age 17 is 2.00 (1.50 to 3.00) times")
    assert "until they are signed off, serve the rule served" in tell_activation(decision).replace("\n  ", " ")


@pytest.mark.parametrize("verdict", ["within limits", "unclear", "not estimable"])
def test_only_what_lies_wholly_outside_the_limits_blocks(verdict):
    assert decide(figures(verdict=verdict)).may_be_released


def test_a_named_persons_reason_lifts_that_block_and_no_other():
    told = figures(verdict="outside limits")
    decision = decide(told, [SIGNED])
    assert (decision.may_be_released, decision.accepted) == (True, (SIGNED,))
    assert any(SIGNED.by in words and SIGNED.reason in words for words in decision.words)
    two = copy.deepcopy(told)
    two["evidence"]["fairness"]["groups"].append({**two["evidence"]["fairness"]["groups"][0], "group": "16"})
    assert not decide(two, [SIGNED]).may_be_released


def test_a_form_names_everything_that_stops_the_model_and_is_refused_until_it_is_filled_in(tmp_path):
    told = figures(verdict="outside limits", auroc=0.99)
    form = sign_off_form(told)
    with pytest.raises(SignOffFault, match=r"entry 1.*wanting: reason, by"):
        read_sign_offs(write(tmp_path, form), model_id="m-1")
    filled = form.replace('reason = ""', 'reason = "looked into"').replace('by = ""', 'by = "A leader"')
    signed = read_sign_offs(write(tmp_path, filled), model_id="m-1")
    assert [item.what for item in signed] == [("leak", "pooled", "auroc"), ("age", "17", "flag_rate")]
    decision = decide(told, signed)
    assert (decision.may_be_released, decision.alarms, decision.blocks, decision.accepted) == (True, (), (), signed)


def test_a_form_of_another_model_is_refused(tmp_path):
    form = sign_off_form(figures(verdict="outside limits"))
    filled = form.replace('reason = ""', 'reason = "looked into"').replace('by = ""', 'by = "A leader"')
    with pytest.raises(SignOffFault, match="another model"):
        read_sign_offs(write(tmp_path, filled), model_id="m-2")


def test_a_form_that_is_there_is_not_written_over(tmp_path):
    leave_form(tmp_path, figures(verdict="outside limits"))
    assert 'group = "17"' in (tmp_path / "sign-off.toml").read_text()
    leave_form(tmp_path, figures())
    assert 'group = "17"' in (tmp_path / "sign-off.toml").read_text()


def test_where_nothing_stops_the_model_the_form_says_so_and_accepts_nothing(tmp_path):
    assert read_sign_offs(write(tmp_path, sign_off_form(figures())), model_id="m-1") == ()


def test_the_rule_that_stands_in_the_models_place_is_the_one_that_could_be_fitted():
    told = figures(low=0.0, stand_in={"rule": "fitted", "model_id": "x", "passed_over": {"served": "too few"}})
    assert decide(told).rule == "fitted"
    told["stand_in"]["rule"] = ""
    assert "serve nothing" in decide(told).words[0]


def test_a_sign_off_for_what_nobody_asked_is_not_told_as_accepted():
    assert decide(figures(), [SIGNED]).accepted == ()


@pytest.mark.parametrize(
    "evidence", [None, {}, {"lists": None, "fairness": None, "remark": "too few to measure: 3 dropouts"}]
)
def test_without_figures_at_capacity_the_rule_chosen_on_the_past_is_served(evidence):
    decision = decide({**figures(), "evidence": evidence})
    assert (decision.is_model_earned, decision.may_be_released, decision.rule) == (False, False, "chosen")


def write(folder, text):
    path = folder / "accepted.toml"
    path.write_text(text, encoding="utf-8")
    return path


NAMED = 'model_id = "m-1"\n'
ENTRY = '[[accepted]]\ndimension = "age"\ngroup = "17"\nmeasure = "flag_rate"\n'


def test_sign_offs_are_read_from_a_file(tmp_path):
    path = write(tmp_path, f'{NAMED}{ENTRY}reason = "{SIGNED.reason}"\nby = "{SIGNED.by}"\n')
    assert read_sign_offs(path, model_id="m-1") == (SIGNED,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'{ENTRY}by = "a"\n', "wanting: reason"),
        (f'{ENTRY}reason = " "\nby = "a"\n', "wanting: reason"),
        (f'{ENTRY}reason = "b"\nby = "a"\nuntil = "never"\n', "got 6 settings"),
        (f"{ENTRY}reason = 3\nby = 4\n", "wanting: reason, by"),
        ("accepted = 3\n", "entries"),
        ("accepted = [3]\n", "entries"),
        ("[[", "got no TOML"),
    ],
)
def test_a_sign_off_without_a_reason_or_a_name_is_refused(text, said, tmp_path):
    with pytest.raises(SignOffFault, match=said):
        read_sign_offs(write(tmp_path, NAMED + text if text != "[[" else text), model_id="m-1")


def test_a_sign_off_that_names_no_model_is_of_none(tmp_path):
    with pytest.raises(SignOffFault, match="got one of no model"):
        read_sign_offs(write(tmp_path, f'{ENTRY}reason = "b"\nby = "a"\n'), model_id="m-1")


def test_no_line_of_the_decision_is_wider_than_a_terminal():
    decision = decide(figures(verdict="outside limits", auroc=0.99))
    assert max(len(line) for line in tell_activation(decision).splitlines()) <= 80
