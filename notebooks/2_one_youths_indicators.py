# %% [markdown]
# # One youth's indicators
#
# How a row of the indicator frame comes about: one youth's school days, cut at a morning, told as indicators, and told otherwise
# when one more lesson is missed or the news comes a day too late. Nothing here is about a real youth.

# %%
from __future__ import annotations

import os
import textwrap
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from features.build import build_indicators
from features.catalogue import BY_NAME
from features.reading import read_records
from features.vocabulary import Feeds
from training.municipality import simulate

AS_OF = date(2026, 11, 16)
TOWN = Path(os.environ.get("ALLESKALMED_VAR", "var")) / "notebooks" / "town"
if not (TOWN / "records" / "delivery.json").exists():
    simulate(youths=600, seed=7, last=AS_OF, out=TOWN)
frame = build_indicators(TOWN / "records", as_of=AS_OF).set_index("youth_id")

# %% [markdown]
# ## Somebody with signs
# Of those whose school delivers attendance, the one with most unlawful absence this quarter.

# %%
attended = frame[frame["regime"] == "attendance"]
youth = attended["unlawful_share_quarter"].idxmax()
row = frame.loc[youth]
telling = row.drop(labels=["as_of", "age_years", "status", "institution_id", "regime", "coverage"]).dropna()
told = pd.DataFrame(
    {
        "value": telling.astype(float).round(3),
        "unit": [BY_NAME[name].unit for name in telling.index],
        "feeds": [", ".join(sorted(BY_NAME[name].feeds)) for name in telling.index],
    }
)
print(told.to_string())
assert 0 < row["unlawful_share_quarter"] <= 1

# %% [markdown]
# Every indicator says what it feeds. Coverage, lag and depth of history feed abstention and display only: they stand in for origin and
# moves, and may not make anybody riskier.

# %%
others = [name for name, item in BY_NAME.items() if Feeds.RISK not in item.feeds]
print(textwrap.fill(f"{len(BY_NAME) - len(others)} feed risk, {len(others)} do not: {', '.join(others)}", 100))

# %% [markdown]
# ## The school days behind
# The last ten days with something scheduled, as they stood this morning.

# %%
days = pq.read_table(TOWN / "records" / "attendance.parquet", filters=[("youth_id", "=", youth)]).to_pandas()
days = days.sort_values(["on", "known_at"]).drop_duplicates(["on", "institution_id"], keep="last")
print(days.tail(10)[["on", "scheduled", "sick", "permitted", "unlawful"]].to_string(index=False))

# %% [markdown]
# ## One more missed lesson
# The same youth, had one more lesson been missed without leave on the last day that was not wholly missed. No risk may fall for
# that, and the frame says which
# indicators answer.

# %%
records = read_records(TOWN / "records")
alone = {
    name: table[table["youth_id"] == youth] if "youth_id" in table else table
    for name, table in records.tables.items()
    if len(table)
}
before = build_indicators({**alone, "attendance": days}, as_of=AS_OF).set_index("youth_id").loc[youth]
there = days["scheduled"] > days[["sick", "permitted", "unlawful"]].sum(axis=1)
worse = days.copy()
worse.loc[days[there].index[-1], "unlawful"] += 1
after = build_indicators({**alone, "attendance": worse}, as_of=AS_OF).set_index("youth_id").loc[youth]
names = list(BY_NAME)
moved = (after[names].astype(float) - before[names].astype(float)).dropna()
print(moved[moved != 0].map("{:+.4f}".format).to_string())
assert after["unlawful_share_quarter"] > before["unlawful_share_quarter"]

# %% [markdown]
# ## The same morning, and a week before
# An indicator is a function of records and a date. Nothing known on or after the date changes it: the frame of a past morning can be made
# again to the byte.

# %%
week_ago = (
    build_indicators({**alone, "attendance": days}, as_of=AS_OF - timedelta(days=7)).set_index("youth_id").loc[youth]
)
earlier = days[pd.to_datetime(days["on"]) < pd.Timestamp(AS_OF - timedelta(days=7))]
again = (
    build_indicators({**alone, "attendance": earlier}, as_of=AS_OF - timedelta(days=7)).set_index("youth_id").loc[youth]
)
pd.testing.assert_series_equal(week_ago, again)
beside = pd.DataFrame({"a week before": week_ago[names], "now": before[names]}).dropna().astype(float)
print(beside.round(3).to_string())
