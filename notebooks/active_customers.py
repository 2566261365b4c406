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
# # Active Customers: one definition, four answers
# `conf/audiences/active_customers.yml` says who is active. This notebook says it nowhere again: it
# asks by name. The members that the nightly found, the metric, and the published definition,
# evaluated anew by Spark and by DuckDB, must give the same number, and the same customers.
#
# `TRUECOUNT_WAREHOUSE` names the warehouse; without it, the one that `bin/truecount demo` made.
# Open this file with Jupytext.

# %%
import csv
import os
import subprocess

import matplotlib.pyplot as plt
import pandas as pd
from warehouse import Warehouse

AUDIENCE = "active_customers"
warehouse = Warehouse(os.environ.get("TRUECOUNT_WAREHOUSE", "../demo/warehouse"))
release = max(warehouse.arrow("releases").to_pylist(), key=lambda row: row["release"])
release["release"], release["run_id"], release["as_of"]

# %% [markdown]
# ## The members
# `audience_members` holds every stay of a customer in an audience; those without `left_at` go on.

# %%
stays = warehouse.arrow("audience_members").to_pandas()
stays = stays[(stays["audience"] == AUDIENCE) & stays["left_at"].isna()]
by_table = set(stays["customer_id"])

# %% [markdown]
# ## The definition, evaluated by Spark and by DuckDB
# Each release publishes the definition as a view for both engines, over the tables of that release.

# %%
spark = warehouse.spark_session()
spark.sql(warehouse.view(f"audience_{AUDIENCE}", "spark"))
by_spark = {row.customer_id for row in spark.table(f"audience_{AUDIENCE}").collect()}

# %%
duck = warehouse.duckdb()
duck.execute(warehouse.view(f"audience_{AUDIENCE}", "duckdb"))
by_duckdb = {row[0] for row in duck.table(f"audience_{AUDIENCE}").fetchall()}

# %% [markdown]
# ## The metric
# An audience is a metric as well. `truecount metrics query` groups it by any dimension that the
# customer reaches.


# %%
def query(*question: str) -> pd.DataFrame:
    """The answer of ``truecount metrics query`` over this warehouse."""
    table_format = "iceberg" if warehouse.is_iceberg else "delta"
    place = ["--warehouse", str(warehouse.place), "--format", table_format, "--output", "csv"]
    command = ["bin/truecount", "metrics", "query", *question, *place]
    answer = subprocess.run(command, cwd="..", check=True, stdout=subprocess.PIPE, text=True)
    return pd.DataFrame(csv.DictReader(answer.stdout.splitlines()))


by_country = query(AUDIENCE, "--by", "customer__country")
by_metric = pd.to_numeric(by_country[AUDIENCE]).sum()
by_country

# %% [markdown]
# ## They agree

# %%
assert by_table, "nobody is active"
assert by_table == by_spark == by_duckdb
assert len(by_table) == by_metric
pd.Series(
    {
        "members": len(by_table),
        "Spark, from the definition": len(by_spark),
        "DuckDB, from the definition": len(by_duckdb),
        "metric, over all countries": int(by_metric),
    },
    name=AUDIENCE,
)

# %% [markdown]
# ## A dimension of every other metric
# Revenue of members beside that of all others, without another definition.

# %%
revenue = query("revenue", "--by", f"metric_time__month,customer__{AUDIENCE}")
revenue["revenue"] = pd.to_numeric(revenue["revenue"])
months = revenue.pivot_table(
    index="metric_time__month", columns=f"customer__{AUDIENCE}", values="revenue", aggfunc="sum"
).fillna(0)

figure, axes = plt.subplots(figsize=(9, 3))
bottom = pd.Series(0.0, index=months.index)
for member, label in (("true", "active customers"), ("false", "others")):
    if member in months:
        axes.bar(months.index, months[member], bottom=bottom, label=label)
        bottom += months[member]
axes.set(title="Revenue by month, of customers who are active today", ylabel="euros")
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False, loc="upper left")
plt.show()

# %%
duck.close()
spark.stop()
