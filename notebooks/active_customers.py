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
# # Active Customers by day
# The metric says: known customers, staff aside, with an order or a page view in the 30 days before.
# The nightly publishes it as of the run. Here it is worked out for every day before as well, from
# the published tables, three times over: by Spark, by DuckDB, and without an engine (deltalake or
# pyiceberg, and pandas). The three agree, and the last day is the published metric and audience.
#
# `TRUECOUNT_WAREHOUSE` names the warehouse; without it, the one that `bin/truecount demo` made.
# Open this file with Jupytext.

# %%
import os

import matplotlib.pyplot as plt
import pandas as pd
from pyspark.sql.functions import col
from warehouse import Warehouse

warehouse = Warehouse(os.environ.get("TRUECOUNT_WAREHOUSE", "../demo/warehouse"))
release = max(warehouse.arrow("releases").to_pylist(), key=lambda row: row["release"])
as_of = release["as_of"].date()
release["release"], release["run_id"], as_of

# %% [markdown]
# What somebody did on one day makes them active as of the 30 midnights after it.
#
# ## Spark

# %%
spark = warehouse.spark_session()
for table in ("orders", "page_views", "customer_activity"):
    warehouse.spark(spark, table).createOrReplaceTempView(table)

by_spark = spark.sql("""
    WITH activity AS (
      SELECT customer_id, to_date(ordered_at) AS day FROM orders
      UNION
      SELECT customer_id, to_date(viewed_at) FROM page_views
    ),
    active AS (
      SELECT customer_id, explode(sequence(day + 1, day + 30)) AS day FROM activity
    )
    SELECT day, count(DISTINCT customer_id) AS customers
    FROM active JOIN customer_activity USING (customer_id)
    WHERE kind = 'known' AND NOT is_staff
    GROUP BY day ORDER BY day
""").where(col("day") <= as_of).toPandas()

# %% [markdown]
# ## DuckDB

# %%
duck = warehouse.duckdb()
by_duckdb = duck.execute(
    """
    WITH activity AS (
      SELECT customer_id, CAST(ordered_at AS DATE) AS day FROM orders
      UNION
      SELECT customer_id, CAST(viewed_at AS DATE) FROM page_views
    ),
    active AS (
      SELECT customer_id, day + CAST(unnest(range(1, 31)) AS INTEGER) AS day FROM activity
    )
    SELECT day, count(DISTINCT customer_id) AS customers
    FROM active JOIN customer_activity USING (customer_id)
    WHERE kind = 'known' AND NOT is_staff AND day <= $1
    GROUP BY day ORDER BY day
    """,
    [as_of],
).fetchall()

# %% [markdown]
# ## No engine: Arrow and pandas

# %%
people = warehouse.arrow("customer_activity").to_pandas()
people = people[(people["kind"] == "known") & ~people["is_staff"]]
activity = pd.concat(
    warehouse.arrow(table).to_pandas().rename(columns={time: "day"})[["customer_id", "day"]]
    for table, time in {"orders": "ordered_at", "page_views": "viewed_at"}.items()
)
activity["day"] = activity["day"].dt.floor("D")
active = activity.drop_duplicates().merge(pd.DataFrame({"after": range(1, 31)}), how="cross")
active["day"] = (active["day"] + pd.to_timedelta(active["after"], unit="D")).dt.date
active = active[(active["day"] <= as_of) & active["customer_id"].isin(people["customer_id"])]
by_arrow = active.groupby("day")["customer_id"].nunique()

# %% [markdown]
# ## They agree, day by day

# %%
days = pd.DataFrame(
    {
        "Spark": by_spark.set_index("day")["customers"],
        "DuckDB": pd.Series(dict(by_duckdb)),
        "Arrow": by_arrow,
    }
)
assert len(days) > 0, "nobody was ever active"
assert (days["Spark"] == days["DuckDB"]).all() and (days["Spark"] == days["Arrow"]).all()
days.tail()

# %% [markdown]
# ## And the last day is what was published

# %%
metric = duck.sql("""
    SELECT value FROM metrics WHERE metric = 'active_customers' AND grain = 'all'
""").fetchone()[0]
audience = duck.sql("""
    SELECT count(*) FROM audience_members WHERE audience = 'active_customers' AND left_at IS NULL
""").fetchone()[0]
assert days.loc[as_of, "Spark"] == metric == audience
metric, audience

# %%
figure, axes = plt.subplots(figsize=(9, 3))
axes.fill_between(days.index, days["Spark"], alpha=0.2)
axes.plot(days.index, days["Spark"])
axes.plot([as_of], [metric], "o", label=f"published: {metric:,.0f}")
axes.set(title="Active Customers, 30 days, by day", ylabel="customers", ylim=(0, None))
axes.spines[["top", "right"]].set_visible(False)
axes.legend(frameon=False, loc="lower right")
figure.autofmt_xdate()
plt.show()

# %%
duck.close()
spark.stop()
