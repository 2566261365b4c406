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
# One metric, read three ways: by Spark, by DuckDB, and without an engine (deltalake or pyiceberg).
# The three agree, because each reads the same published table. Open this file with Jupytext.
#
# `TRUECOUNT_WAREHOUSE` names the warehouse; without it, the one that `bin/truecount demo` made.

# %%
import os

import matplotlib.pyplot as plt
import pandas as pd
from warehouse import Warehouse

warehouse = Warehouse(os.environ.get("TRUECOUNT_WAREHOUSE", "../demo/warehouse"))
warehouse.tables()

# %% [markdown]
# ## Spark

# %%
spark = warehouse.spark_session()
by_spark = (
    warehouse.spark(spark, "metrics")
    .where("metric = 'active_customers' AND grain = 'day' AND cardinality(dimensions) = 0")
    .selectExpr("to_date(period) AS day", "value")
    .toPandas()
    .set_index("day")["value"]
    .sort_index()
)

# %% [markdown]
# ## DuckDB

# %%
duck = warehouse.duckdb()
by_duckdb = (
    duck.sql("""
        SELECT CAST(period AS DATE) AS day, value FROM metrics
        WHERE metric = 'active_customers' AND grain = 'day' AND cardinality(dimensions) = 0
        ORDER BY day
    """)
    .arrow()
    .read_all()
    .to_pandas()
    .set_index("day")["value"]
)

# %% [markdown]
# ## No engine: Arrow and pandas

# %%
metrics = warehouse.arrow("metrics").to_pandas()
metrics["day"] = metrics["period"].dt.date
headline = (
    (metrics["metric"] == "active_customers")
    & (metrics["grain"] == "day")
    & (metrics["dimensions"].map(len) == 0)
)
by_arrow = metrics[headline].set_index("day")["value"].sort_index()

# %% [markdown]
# ## They agree, day by day

# %%
days = pd.DataFrame({"Spark": by_spark, "DuckDB": by_duckdb, "Arrow": by_arrow})
assert len(days) > 0, "the metric has no days"
assert days["Spark"].equals(days["DuckDB"]) and days["Spark"].equals(days["Arrow"])
days.tail()

# %%
figure, axes = plt.subplots(figsize=(9, 3))
axes.fill_between(days.index, days["Spark"], alpha=0.2)
axes.plot(days.index, days["Spark"])
axes.set(title="Active Customers by day", ylabel="customers", ylim=(0, None))
axes.spines[["top", "right"]].set_visible(False)
figure.autofmt_xdate()
plt.show()

# %%
duck.close()
spark.stop()
