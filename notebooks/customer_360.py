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
# # One customer's story
# Who this is, by which identifiers we know, what happened, and which audiences it led to.
#
# `TRUECOUNT_WAREHOUSE` names the warehouse (default: the demo's), `TRUECOUNT_IDENTIFIER` the
# customer, by any identifier as it is in `identity_map`; without it, one with many identifiers.

# %%
import os

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
from pyspark.sql.functions import col
from warehouse import Warehouse

warehouse = Warehouse(os.environ.get("TRUECOUNT_WAREHOUSE", "../demo/warehouse"))
duck = warehouse.duckdb()

# %%
chosen = os.environ.get("TRUECOUNT_IDENTIFIER")
customer_id = duck.execute(
    """
    SELECT customer_id FROM identity_map
    WHERE $1 IS NULL OR value = $1
    GROUP BY customer_id
    ORDER BY count(DISTINCT type) DESC, sum(event_count) DESC, customer_id
    LIMIT 1
    """,
    [chosen],
).fetchone()
assert customer_id, f"nobody is known by {chosen}"
customer_id = customer_id[0]

# %% [markdown]
# ## Identifiers
# How each came to be known, and for how long it has been seen.

# %%
identifiers = duck.execute(
    """
    SELECT type, value, first_seen, last_seen, event_count
    FROM identity_map WHERE customer_id = $1 ORDER BY first_seen, type, value
    """,
    [customer_id],
).df()
identifiers

# %% [markdown]
# ## Traits
# One value each, chosen by the survivorship rules of the project.

# %%
customer = duck.execute("SELECT * FROM customers WHERE customer_id = $1", [customer_id]).df()
assert len(customer) == 1
customer.drop(columns=["identifiers"]).T.rename(columns={0: "value"})

# %% [markdown]
# ## Events
# Attribution is one join: `identity_attributions` says whose the events with these identifiers are,
# and from when to when.

# %%
spark = warehouse.spark_session()
warehouse.spark(spark, "events").createOrReplaceTempView("events")
warehouse.spark(spark, "identity_attributions").createOrReplaceTempView("identity_attributions")
events = (
    spark.sql("""
        SELECT customer_id, occurred_at, source, name, event_id
        FROM events AS e JOIN identity_attributions AS a
          ON a.identifiers_hash = xxhash64(e.identifiers)
          AND (a.valid_from IS NULL OR e.occurred_at >= a.valid_from)
          AND (a.valid_to IS NULL OR e.occurred_at < a.valid_to)
    """)
    .where(col("customer_id") == customer_id)
    .orderBy("occurred_at", "source", "event_id")
    .toPandas()
)
assert len(events) == customer["event_count"].item()
events.tail(10)

# %% [markdown]
# ## Audiences

# %%
audiences = duck.execute(
    """
    SELECT audience, entered_at, left_at FROM audience_members
    WHERE customer_id = $1 ORDER BY entered_at, audience
    """,
    [customer_id],
).df()
audiences

# %% [markdown]
# ## In one picture

# %%
names = events.groupby("name")["occurred_at"].min().sort_values().index
figure, axes = plt.subplots(figsize=(9, 0.35 * len(names) + 1.5))
for source, rows in events.groupby("source"):
    axes.scatter(rows["occurred_at"], rows["name"].map(names.get_loc), s=18, label=source)
for identifier in identifiers.itertuples():
    axes.axvline(identifier.first_seen, linewidth=0.6, linestyle=":", color="grey")
axes.set_yticks(range(len(names)), names)
axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(mdates.AutoDateLocator()))
axes.set_title("Every event; dotted lines: an identifier is seen for the first time", fontsize=10)
axes.legend(frameon=False, ncols=5, fontsize=8, loc="upper left", bbox_to_anchor=(0, -0.08))
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
plt.show()

# %%
duck.close()
spark.stop()
