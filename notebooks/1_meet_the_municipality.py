# %% [markdown]
# # Meet the municipality
#
# A made-up municipality of Herning's kind, small enough to look at. What is in its records, who lives there on a morning, what is
# known of whom and how late it came. Nothing here is about a real youth.
#
# Run cell by cell in an editor that knows percent scripts, or whole:
# `.venv/bin/python notebooks/1_meet_the_municipality.py`.

# %%
from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from features.asof import known_on, residents
from features.build import build_indicators
from features.calendar import cut
from features.population import ages, open_spells
from features.reading import read_records
from training.municipality import simulate

AS_OF = date(2026, 11, 16)
TOWN = Path(os.environ.get("ALLESKALMED_VAR", "var")) / "notebooks" / "town"
if not (TOWN / "records" / "delivery.json").exists():
    simulate(youths=600, seed=7, last=AS_OF, out=TOWN)
records = read_records(TOWN / "records")
truth = pd.read_parquet(TOWN / "truth" / "youths.parquet").set_index("youth_id")  # explained at the end
known = known_on(records, AS_OF)

# %% [markdown]
# ## The tables
# A delivery is a folder of tables; records format v1 declares each column. Versions are kept: a row that was corrected is there twice,
# and `known_at` says when the municipality heard of each.

# %%
print(pd.Series({name: len(table) for name, table in records.tables.items()}, name="rows").to_string())

# %% [markdown]
# ## Who lives here this morning
# `known_on` cuts time in one place: only what was known before 00:00 in Copenhagen counts.

# %%
here = residents(known)
here = here.assign(age=ages(here, AS_OF).to_numpy())
spells = open_spells(known)
status = spells.drop_duplicates("youth_id").set_index("youth_id")["status"]
here["status"] = here["youth_id"].map(status).fillna("no known activity")
ours = here[here["age"].between(14, 18)]
print(pd.crosstab(ours["status"], ours["age"]).to_string())

# %% [markdown]
# A few of 15-18 have no known activity. They are a list of their own, and never scored as low risk.

# %% [markdown]
# ## How much of whom we see
# Private schools, boarding schools and most youth educations deliver no attendance. Those youths are judged from events, with the last
# school year's attendance, or not at all. `regime` and `coverage` say so for each.

# %%
indicators = build_indicators(records, as_of=AS_OF)
ours = indicators[indicators["age_years"].between(14, 18)]
print(pd.crosstab(ours["age_years"], ours["regime"]).to_string())
assert set(ours["regime"].cat.categories) == {"attendance", "status_only"}

# %% [markdown]
# ## How much absence is usual
# Most youths miss little, a few miss a lot: the mean says less than the spread.

# %%
share = ours["absence_share_200d"].dropna()
print(share.quantile([0.1, 0.25, 0.5, 0.75, 0.9, 0.95]).map("{:.1%}".format).to_string())
print(f"mean {share.mean():.1%}; over 10 %: {(share > 0.10).mean():.0%} of {len(share)} youths")
assert 0.02 < share.mean() < 0.15

# %% [markdown]
# A rule of more than 10 % absence would flag so many that nobody could talk to them all. That is why risk flags follow what the
# counsellors can carry.

# %% [markdown]
# ## How late news comes
# An interruption is told days to months after it happened. A night must do with what it had: training sees the same delay.

# %%
ended = records.tables["spells"].query("end_reason == 'interrupted'")
instant = pd.to_datetime(ended["known_at"], utc=True)
late = (instant.dt.tz_localize(None) - pd.to_datetime(ended["ended_on"])).dt.days
print(late.describe(percentiles=[0.5, 0.9]).round(1).to_string())
assert (instant < pd.Timestamp(cut(AS_OF))).all()
assert late.median() > 0

# %% [markdown]
# ## What is true, and never in the records
# The simulator keeps the latent truth apart, for judging and never for learning. It knows how likely each youth is to break off, were every
# week like this one; even who knows that cannot say who will. It does not know the endings that are due: somebody who finishes school and
# begins nothing has dropped out too, and that can be seen coming. So the ranking by this truth is no ceiling: over everybody a model
# ranks better, and truth ranks better where nothing is due to end (`tests/prove/results/own_town.json`, notebook 4).

# %%
risk = truth.loc[truth.index.intersection(ours["youth_id"]), "hazard_180_days"]
top = risk.sort_values(ascending=False).head(20)
print(
    f"{risk.sum():.0f} of {len(risk)} are expected to break off within 180 days; of the 20 most likely to {top.sum():.1f}"
)
assert np.isfinite(risk).all()
