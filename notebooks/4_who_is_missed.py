# %% [markdown]
# # Who is missed?
#
# A list is also a statement about everybody who is not on it. This notebook looks at the dropouts that the lists of notebook 3 did not hold:
# who they were, whether anybody could have known, how early the others were found, and what one more place would have bought.

# %%
from __future__ import annotations

import os
import runpy
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

import training
from features.asof import known_on, residents
from features.outcome import outcomes_known
from features.population import active_youths, ages
from features.reading import read_records
from models.measures import Resampling, share_of, sums
from models.fairness import NEWCOMER_DAYS, never_certain
from training.lists import on_list, places_of
from training.surroundings import surround
from training.timing import lead_times

TOWN = Path(os.environ.get("ALLESKALMED_VAR", "var")) / "notebooks" / "town1000"
if not (TOWN / "judged_rows.parquet").exists():  # what notebook 3 judged
    with redirect_stdout(StringIO()):
        runpy.run_path(str(Path(training.__file__).parents[1] / "notebooks" / "3_does_it_beat_the_rule.py"))
records = read_records(TOWN / "records")
rows = pd.read_parquet(TOWN / "judged_rows.parquet")
resampling = Resampling(seed=1)
HORIZON_DAYS = int(rows["horizon_days"].iloc[0])

# %% [markdown]
# ## Found and missed
# Each date's list holds the 5 % with the highest risk. A dropout within 180 days counts as found if the youth was on that date's list.

# %%
now = known_on(records, date(2026, 11, 16))
ended = pd.concat(
    outcomes_known(now, youths=pd.Index(part["youth_id"]), as_of=day.date(), horizon_days=HORIZON_DAYS)["ended_on"]
    .reset_index()
    .assign(as_of=day)
    for day, part in rows.groupby("as_of")
)
rows = surround(records, rows.merge(ended.astype({"as_of": rows["as_of"].dtype}), on=["youth_id", "as_of"])).rows
places = places_of(rows, {})
listed = on_list(rows["risk"].to_numpy(dtype=np.float64), places)
dropout = rows["outcome"].to_numpy(dtype=np.float64)
found = float((listed * dropout).sum())
print(
    f"{len(rows):,} rows, {places.total:.0f} places, {dropout.sum():.0f} dropouts: {found:.0f} found, {dropout.sum() - found:.0f} missed"
)
assert 0 < found < dropout.sum()

# %% [markdown]
# ## By who they are
# Share of each group's dropouts that the lists held, with a 95 % interval by youth. Where a group has few dropouts the interval says that
# nothing can be said: that is not a clean bill. The lists follow the risk, so kinds of school where few drop out hardly get a place, and
# the few who do drop out there are missed.

# %%
moved_in = records.tables["youths"].drop_duplicates("youth_id", keep="last").set_index("youth_id")["moved_in_on"]
is_new = (rows["as_of"] - rows["youth_id"].map(moved_in)) < pd.Timedelta(days=NEWCOMER_DAYS)
groups = {
    "regime": rows["regime"].astype("str"),
    "school kind": rows["kind"],
    "age": rows["age_years"].astype("str"),
    "newcomer": pd.Series(np.where(is_new, "moved in within 3 years", "here for longer"), index=rows.index),
    "history": pd.Series(
        np.where(rows["history_months"].fillna(0) < 36, "under 36 months", "36 months or more"), index=rows.index
    ),
}
lines = []
for name, of in groups.items():
    for value in sorted(of.unique()):
        here = (of == value).to_numpy(dtype=np.float64)
        columns = {"caught": here * listed * dropout, "all": here * dropout, "listed": here * listed, "rows": here}
        totals = sums(columns, youth=rows["youth_id"], resampling=resampling)
        youths = rows.loc[here * dropout > 0, "youth_id"].nunique()
        caught = never_certain(totals.estimate(lambda by: share_of(by["caught"], by["all"])), youths)
        on = totals.estimate(lambda by: share_of(by["listed"], by["rows"]))
        share = (
            "none dropped out" if np.isnan(caught.value) else f"{caught.value:.2f} [{caught.low:.2f} {caught.high:.2f}]"
        )
        lines.append((name, value, int(columns["rows"].sum()), int(columns["all"].sum()), share, f"{on.value:.1%}"))
print(pd.DataFrame(lines, columns=["", "group", "rows", "dropouts", "found", "on a list"]).to_string(index=False))
assert sum(line[3] for line in lines if line[0] == "regime") == dropout.sum()

# %% [markdown]
# ## Who is on no list at all
# Youths of 15-18 without any known activity are not scored: nothing can end that has not begun. They stand on a list of their own, whoever
# they are. To call them safe because they have no score would be the gravest miss of all. In July many are between two schools: they are
# followed until they have begun.

# %%
for day in sorted(rows["as_of"].dt.date.unique())[::2]:
    known = known_on(records, day)
    here = residents(known)
    here = here[ages(here, day).between(15, 18)]
    without = ~here["youth_id"].isin(active_youths(known))
    print(f"{day}: {len(here)} residents of 15-18, {without.sum()} without known activity ({without.mean():.1%})")

# %% [markdown]
# ## Could anybody have known?
# The town's truth knows how likely each youth was to break off, as it stood on these mornings, and nothing of endings that are due: of who
# finishes school and begins nothing, a model can see more coming than this truth does. So truth and model are set side by side where
# nothing is due to end within the horizon, with lists of 5 % of those youths. There it takes luck to do better than a list in the order of
# truth, and most of what that list misses was chance, not oversight. With so few dropouts luck goes either way, and the interval of the
# gap says how far.

# %%
hazards = pd.read_parquet(TOWN / "truth" / "hazards.parquet").astype({"as_of": rows["as_of"].dtype})
true = rows[["youth_id", "as_of"]].merge(hazards, on=["youth_id", "as_of"], how="left")["hazard_180_days"].to_numpy()
is_due = (rows["transition_ahead_days"] <= HORIZON_DAYS).to_numpy()
staying = rows.assign(true=true)[~is_due & ~np.isnan(true)].reset_index(drop=True)
broken_off = staying["outcome"].to_numpy(dtype=np.float64)
their_places = places_of(staying, {})
columns = {
    name: on_list(staying[score].to_numpy(dtype=np.float64), their_places) * broken_off
    for name, score in {"model": "risk", "truth": "true"}.items()
}
totals = sums({**columns, "all": broken_off}, youth=staying["youth_id"], resampling=resampling)
print(f"{is_due.sum():,} rows with an ending due, {dropout[is_due].sum():.0f} of the dropouts: left out")
print(f"{len(staying):,} rows, {their_places.total:.0f} places, {broken_off.sum():.0f} dropouts")
for name in ("model", "truth"):
    cell = totals.estimate(lambda by, name=name: share_of(by[name], by["all"]))
    print(f"{name:6} finds {cell.value:.2f} [{cell.low:.2f} {cell.high:.2f}] of the dropouts")
gap = totals.estimate(lambda by: share_of(by["truth"] - by["model"], by["all"]))
print(f"gap         {gap.value:.2f} [{gap.low:.2f} {gap.high:.2f}]")
assert (~np.isnan(true)).mean() > 0.9
assert 0 < broken_off.sum() < dropout.sum()

# %% [markdown]
# ## How early
# Days from the first list to the ending, to the day the municipality heard of it, and to the institution's own report. Dates lie a quarter
# apart here, so a weekly list would come earlier.

# %%
times = lead_times(rows, listed, resampling=resampling)
print(f"{times.on_list} of {times.endings} endings were on a list before")
for words, days in (
    ("before the ending", times.before_ending),
    ("before it was recorded", times.before_recorded),
    ("before the institution's report", times.before_report),
):
    middle = (
        f"{days.median.value:.0f} days [{days.median.low:.0f} {days.median.high:.0f}] in the middle, n {days.cases}"
    )
    print(f"  {words:32} {middle if days.cases else 'no such case'}")
print(f"reported before the list {times.reported_before}, never reported {times.never_reported}")

# %% [markdown]
# ## What one more place buys
# Each further name on each date's list finds fewer. Set beside it what a talk costs: the leader's question is not how good the model is, but
# where the next hour helps most.

# %%
bought = []
for more in (0, 1, 2, 5, 10, 20, 40):
    wider = on_list(rows["risk"].to_numpy(dtype=np.float64), places.more(more))
    bought.append((more, places.more(more).total, (wider * dropout).sum(), (wider * dropout).sum() / dropout.sum()))
table = pd.DataFrame(bought, columns=["more names a date", "places", "found", "recall"])
table["per further name"] = table["found"].diff() / table["places"].diff()
print(table.round({"places": 0, "found": 1, "recall": 2, "per further name": 2}).to_string(index=False))
assert table["found"].is_monotonic_increasing

# %% [markdown]
# Three things to take away. Many dropouts could not have been foretold by anybody. Those who drop out where few do are missed by any list of
# this length, however good. So a longer list, and an open door for whoever is not on it, help where no model does.
