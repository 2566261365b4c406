# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Why two records are likely one person
# A probabilistic link has a match weight: what is known before two records are compared, and what
# each comparison adds to or takes from it, in bits. `scored_links` has them all
# (docs/identity.md, "Probabilistic links").
#
# `TRUECOUNT_WAREHOUSE` names the warehouse (default: the demo's). `TRUECOUNT_IDENTIFIER` names one
# of the two records; without it, the link with the lowest score is shown. A warehouse without
# `identity.linkage` has no such link: the chart then shows the example below.

# %%
import os

import matplotlib.pyplot as plt
import pandas as pd
from warehouse import Warehouse

EXAMPLE = {
    "a_value": "crm-17",
    "b_value": "crm-4711",
    "score": 0.9989,
    "match_weight": 9.8,
    "prior_weight": -9.0,
    "comparisons": [
        {"comparison": "given_name", "agreement": "exact", "weight": 3.2, "frequency_weight": 1.1},
        {
            "comparison": "surname",
            "agreement": "jaro-winkler(0.92)",
            "weight": 5.4,
            "frequency_weight": 0.0,
        },
        {"comparison": "birth_date", "agreement": "exact", "weight": 11.6, "frequency_weight": 0.0},
        {"comparison": "postcode", "agreement": "other", "weight": -2.5, "frequency_weight": 0.0},
        {"comparison": "phone", "agreement": "missing", "weight": 0.0, "frequency_weight": 0.0},
    ],
}

# %%
warehouse = Warehouse(os.environ.get("TRUECOUNT_WAREHOUSE", "../demo/warehouse"))
chosen = os.environ.get("TRUECOUNT_IDENTIFIER")
links = []
if "scored_links" in warehouse.tables():
    links = [
        row
        for row in warehouse.arrow("scored_links").to_pylist()
        if row["source"] == "linkage" and chosen in (None, row["a_value"], row["b_value"])
    ]
link = min(links, key=lambda row: (row["match_weight"], row["a"], row["b"]), default=EXAMPLE)

# %% [markdown]
# ## The comparisons
# `frequency_weight` is what a rare value adds, or a common one takes.

# %%
bars = pd.DataFrame(
    [{"name": "before", "weight": link["prior_weight"]}]
    + [
        {"name": f"{part['comparison']}: {part['agreement']}", "weight": part["weight"]}
        for part in link["comparisons"]
    ]
    + [
        {"name": f"{part['comparison']}: frequency", "weight": part["frequency_weight"]}
        for part in link["comparisons"]
        if part["frequency_weight"]
    ]
)
bars["start"] = bars["weight"].cumsum() - bars["weight"]
assert abs(bars["weight"].sum() - link["match_weight"]) < 1e-6
bars

# %% [markdown]
# ## In one picture
# Each bar begins where the one above it ends, and its number is what it adds; the last one is the
# match weight.

# %%
figure, axes = plt.subplots(figsize=(9, 0.4 * len(bars) + 2))
colours = ["tab:green" if weight >= 0 else "tab:red" for weight in bars["weight"]]
axes.barh(bars["name"], bars["weight"], left=bars["start"], color=colours)
axes.barh("match weight", link["match_weight"], color="tab:blue")
steps = bars[["name", "start", "weight"]].itertuples(index=False)
for name, start, weight in [*steps, ("match weight", 0, link["match_weight"])]:
    axes.annotate(
        f"{weight:+.1f}",
        (max(start, start + weight), name),
        xytext=(4, 0),
        textcoords="offset points",
        fontsize=8,
        va="center",
    )
axes.margins(x=0.08)
axes.axvline(0, color="grey", linewidth=0.8)
axes.invert_yaxis()
axes.set(
    title=f"{link['a_value']} and {link['b_value']}: probability {link['score']:.4f}",
    xlabel="match weight (bits)",
)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
plt.show()
