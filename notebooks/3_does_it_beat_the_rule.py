# %% [markdown]
# # Does it beat the rule?
#
# A model is worth its trouble only if its list finds more than the list that a simple rule would make with as many names. Here one is
# fitted on the past of a made-up town and put beside every rule on later dates, the same youths, the same number of places. Nothing is
# tuned to come out well, and the town is small, so intervals are wide: that is the point of showing them.

# %%
from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from features.reading import read_records
from features.vocabulary import Regime
from models.bundle import Bundle
from models.manifest import Origin
from models.measures import Resampling
from models.profile import fit_onset_rule
from models.recipe import load_recipe
from models.risk import fit_risk
from models.rule_models import fit_rule
from models.rules import LAST_STATUS, RULES, best_rule
from models.scoring import score_youths
from models.starters import Starters
from training.curves import TOGETHER, draw_curves
from training.figures import Judged
from training.lists import Rival, measure_lists, places_of
from training.municipality import simulate
from training.splits import label

LAST, QUARTER = date(2026, 11, 16), timedelta(days=84)
TOWN = Path(os.environ.get("ALLESKALMED_VAR", "var")) / "notebooks" / "town1000"
if not (TOWN / "records" / "delivery.json").exists():
    simulate(youths=1000, seed=7, last=LAST, out=TOWN)
records = read_records(TOWN / "records")
recipe = load_recipe("herning")

# %% [markdown]
# ## The past trains, later dates judge
# Each date is seen as its own morning saw it. Outcomes need 180 days to happen, 60 to be sure that nothing took the place of what ended,
# and 90 for late news. So the last training outcome is over before the first calibration date, and everything that the fit saw was known before
# the first date that is judged.

# %%
UNTIL = date(2024, 8, 26)
training_days = [date(2017, 9, 4) + number * timedelta(days=112) for number in range(15)]
calibration_days = [date(2022, 9, 5) + number * QUARTER for number in range(5)]
judged_days = [UNTIL + number * QUARTER for number in range(6)]
print(f"trained on    {training_days[0]} to {training_days[-1]}, {len(training_days)} dates")
print(f"calibrated on {calibration_days[0]} to {calibration_days[-1]}")
print(f"judged on     {judged_days[0]} to {judged_days[-1]}")
assert training_days[-1] + timedelta(days=recipe.horizon_days) < calibration_days[0]

training, calibration = (
    label(records, as_of=days, known_before=UNTIL, recipe=recipe) for days in (training_days, calibration_days)
)
models = {str(regime): fit_risk(training, calibration, regime=regime, seed=1) for regime in Regime}
onset = Starters(fit_onset_rule(calibration.indicators, seed=1))
bundle = Bundle(recipe, models, onset, Origin("synthetic", UNTIL, 1))
for name, model in models.items():
    print(
        f"{name:12} {model.training.rows:6,} rows, {model.training.events:4} dropouts, {len(model.indicators)} indicators"
    )

# %% [markdown]
# ## The judged rows
# Who could be flagged on each date, what the model says of them, and what became of them.

# %%
later = label(records, as_of=judged_days, known_before=LAST, recipe=recipe)
scores = score_youths(bundle, later.indicators, youths=later.indicators["youth_id"].unique(), data="synthetic")
kept = ["youth_id", "as_of", "age_years", "institution_id", "history_months", "transition_ahead_days"]
rows = later.indicators[kept].assign(outcome=later.outcome)
rows = scores.merge(rows, on=["youth_id", "as_of"], validate="one_to_one")
assessed = rows["risk"].notna().to_numpy()
told = rows[assessed].reset_index(drop=True).assign(regime=rows.loc[assessed, "regime"].astype("str").to_numpy())
seen = told[["youth_id", "as_of"]].merge(later.indicators, on=["youth_id", "as_of"])
told.to_parquet(TOWN / "judged_rows.parquet")
dropouts = told[told["outcome"] == 1]
print(
    f"{len(told):,} rows of {told['youth_id'].nunique():,} youths; {len(dropouts)} end in dropout, of {dropouts['youth_id'].nunique()} youths"
)
print(f"{len(rows) - len(told)} rows are not assessed, because too little is known")
assert set(told["as_of"].dt.date) == set(judged_days)

# %% [markdown]
# ## The same places for everybody
# Each date's list holds the 5 % with the highest risk, about what counsellors can talk to. Beside it stands every rule of the literature
# with as many places; where a rule cannot tell two youths apart they share what is left. `last_status` only knows which kind of education a
# youth is in. It may not be a list to work from, but it is often the hardest to beat.
#
# *lead* is the model's recall minus the rule's, with a 95 % interval: in each of 400 draws of youths both see the same youths.

# %%
status = np.full(len(told), np.nan)
for regime in Regime:
    here = (told["regime"] == str(regime)).to_numpy()
    by_status = fit_rule(LAST_STATUS.name, training=training, calibration=calibration, regime=regime, seed=1)
    status[here] = by_status.assess(seen[here]).risk
rivals = [Rival(rule.name, rule.words, rule.score(seen)) for rule in RULES]
rivals.append(Rival(LAST_STATUS.name, LAST_STATUS.words, status, may_be_served=False))
resampling = Resampling(seed=1, resamples=400)
lists = measure_lists(told, places_of(told, {}), rivals, resampling=resampling)


def span(cell) -> str:
    """A figure with its interval, for the tables below."""
    return f"{cell.value:6.3f} [{cell.low:6.3f} {cell.high:6.3f}]"


print(f"the model: recall {span(lists.recall)}, precision {span(lists.precision)}, {lists.places:.0f} places\n")
table = pd.DataFrame(
    {
        "rule": [item.words[:44] for item in lists.rules],
        "recall": [f"{item.recall.value:.3f}" for item in lists.rules],
        "lead": [span(item.recall_lead) for item in lists.rules],
        "": [
            "model ahead" if item.recall_lead.low > 0 else "rule ahead" if item.recall_lead.high < 0 else "cannot tell"
            for item in lists.rules
        ],
    }
)
print(table.to_string(index=False))
assert all(item.recall_lead.low <= item.recall_lead.value <= item.recall_lead.high for item in lists.rules)

# %% [markdown]
# "Cannot tell" is not "as good as": the town is too small to say. A model earns its place only where the interval is clear of zero
# against the best of them, over all later dates together, and where it is ahead on two dates of three.

# %%
best = next(item for item in lists.rules if item.rule == lists.best_rule)
won = sum(period.recall > period.rules[best.rule] for period in lists.periods)
by_date = pd.DataFrame(
    {
        "date": [period.as_of for period in lists.periods],
        "dropouts": [period.dropouts for period in lists.periods],
        "model": [round(period.recall, 2) for period in lists.periods],
        best.rule: [round(period.rules[best.rule], 2) for period in lists.periods],
    }
)
print(f"the best here, in hindsight: {best.words}\n")
print(by_date.to_string(index=False))
earned = best.recall_lead.low > 0 and 3 * won >= 2 * len(lists.periods)
print(
    f"\nahead on {won} of {len(lists.periods)} dates; on these figures it has {'' if earned else 'not '}earned its place"
)
assert best.rule in {rival.name for rival in rivals}

# %% [markdown]
# ## When the rule wins
# Within each regime, against the rule that did best there. Where no attendance is delivered, rules about absence see nothing at all, and
# the kind of education carries most of what can be known.

# %%
for regime in Regime:
    here = (told["regime"] == str(regime)).to_numpy()
    part = told[here].reset_index(drop=True)
    inside = [Rival(rival.name, rival.words, rival.score[here], rival.may_be_served) for rival in rivals]
    found = measure_lists(part, places_of(part, {}), inside, resampling=resampling)
    strongest = next(item for item in found.rules if item.rule == found.best_rule)
    print(f"{regime}: {len(part):,} rows, {found.dropouts} dropouts")
    print(f"  model recall {span(found.recall)}; best rule: {strongest.words[:50]} {span(strongest.recall)}")
    print(f"  model minus rule {span(strongest.recall_lead)}")

# %% [markdown]
# ## What a longer list finds
# Doubling the list finds more than most models gain over a rule, and each further name is less often right. The rule beside it is the one
# that did best on the past: chosen before, not after.

# %%
past = pd.concat([training.indicators, calibration.indicators])
rule = best_rule(past, np.concatenate([training.outcome, calibration.outcome]))
curves = draw_curves(Judged(told, seen), rule, resampling=resampling)
lengths = pd.DataFrame(
    {
        "list": [f"{length.share:.1%}" for length in curves.lengths],
        "places": [round(length.places) for length in curves.lengths],
        "recall": [span(length.model.recall) for length in curves.lengths],
        "precision": [span(length.model.precision) for length in curves.lengths],
        f"recall of {rule.name}": [f"{length.rule.recall.value:.3f}" for length in curves.lengths],
    }
)
print(lengths.to_string(index=False))
found = [length.model.recall.value for length in curves.lengths]
assert found == sorted(found)

# %% [markdown]
# ## Are the probabilities right?
# Ranking is one thing; that 10 % means one in ten is another. Ten groups by foretold risk, with what happened.

# %%
groups = curves.reliability[TOGETHER]
told_groups = pd.DataFrame(
    {
        "foretold": [f"{group.foretold:.1%}" for group in groups],
        "observed": [
            f"{group.observed.value:.1%} [{group.observed.low:.1%} {group.observed.high:.1%}]" for group in groups
        ],
        "dropouts": [group.dropouts for group in groups],
        "rows": [group.rows for group in groups],
    }
)
print(told_groups.to_string(index=False))
print(f"\nforetold in all {told['risk'].sum():.0f}, happened {int(told['outcome'].sum())}")
assert sum(group.rows for group in groups) == len(told)

# %% [markdown]
# All of this is our own town, made by our own generator. It says that the machinery is honest about itself, and nothing about a real youth.
