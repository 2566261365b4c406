"""The README's promises, each attacked with figures that Truecount had no part in.

What the lake holds is read by DuckDB from the raw files, what became of it by DuckDB from the published
tables, and Active Customers is worked out once more from the events by SQL that is written here.
"""

from __future__ import annotations

import duckdb
import pytest

# A record's own key, where its source promises one: (raw files, its expression in DuckDB's SQL)
LINES = "columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false"
RAW_KEYS = {
    "web": (
        f"read_csv('LAKE/web/*/*.json.gz', {LINES})",
        """regexp_extract(line, '"messageId": *"([^"]*)"', 1)""",
    ),
    "mailer": (
        f"read_csv('LAKE/mailer/*/*.json', {LINES})",
        """regexp_extract(line, '"id": *"([^"]*)"', 1)""",
    ),
    "orders": ("read_parquet('LAKE/backend/orders/*/*.parquet')", "CAST(order_id AS VARCHAR)"),
}

ACTIVE_CUSTOMERS = """
    WITH identifiers AS (
      SELECT source, event_id, unnest(identifiers) AS i FROM events),
    -- whose event: the identifier of the type that decides first and that is in the map
    owners AS (
      SELECT source, event_id, customer_id,
             row_number() OVER (PARTITION BY source, event_id ORDER BY
               list_position(['user_id', 'crm_id', 'email', 'phone', 'anonymous_id'], i.type)) AS n
      FROM identifiers JOIN identity_map m
        ON m.type = i.type
       AND m.value = CASE WHEN i.type = 'email' THEN lower(trim(i.value)) ELSE trim(i.value) END),
    active AS (
      SELECT DISTINCT customer_id FROM owners JOIN events USING (source, event_id)
      WHERE n = 1 AND (source = 'orders' OR name = 'Page Viewed')
        AND occurred_at < TIMESTAMPTZ '{as_of}'
        AND occurred_at >= TIMESTAMPTZ '{as_of}' - INTERVAL 720 HOURS)
    SELECT count(*) FROM active JOIN customers USING (customer_id)
    WHERE kind = 'known' AND NOT coalesce(is_staff, false)
"""


@pytest.mark.parametrize("source", RAW_KEYS)
def test_nothing_is_lost(demo, source):
    files, key = RAW_KEYS[source]
    raw = duckdb.sql(f"""
        SELECT DISTINCT {key} AS key FROM {files.replace('LAKE', str(demo.lake))}
        WHERE coalesce({key}, '') <> ''
    """).df()
    with demo.warehouse.duckdb() as connection:
        connection.register("raw_keys", raw)
        missing = connection.sql(f"""
            SELECT key FROM raw_keys
            WHERE key NOT IN (SELECT event_id FROM events WHERE source = '{source}')
              AND NOT EXISTS (SELECT 1 FROM quarantine WHERE source = '{source}' AND contains(raw, key))
        """).fetchall()
    assert len(raw) > 0
    assert missing == []


def test_counts_are_those_of_the_rows(demo):
    with demo.warehouse.duckdb() as connection:
        rows = connection.sql("""
            WITH kept AS (
              SELECT source, 'accepted' AS fate, count(*) AS n FROM events GROUP BY source
              UNION ALL SELECT source, 'conflict', count(*) FROM events_conflict GROUP BY source
              UNION ALL SELECT source, 'quarantined', count(*) FROM quarantine GROUP BY source)
            SELECT * FROM kept ORDER BY ALL
        """).fetchall()
        counts = connection.sql("""
            UNPIVOT (SELECT source, accepted, conflict, quarantined FROM ingest_counts)
            ON accepted, conflict, quarantined INTO NAME fate VALUE n
        """).fetchall()
    assert rows == sorted(row for row in counts if row[2] > 0)


def test_active_customers_can_be_counted_from_the_events(demo):
    with demo.warehouse.duckdb() as connection:
        (as_of,) = connection.sql("SELECT CAST(max(as_of) AS VARCHAR) FROM releases").fetchone()
        (by_hand,) = connection.sql(ACTIVE_CUSTOMERS.format(as_of=as_of)).fetchone()
        (members,) = connection.sql("""
            SELECT count(*) FROM audience_members
            WHERE audience = 'active_customers' AND left_at IS NULL
        """).fetchone()
        (metric,) = connection.sql("""
            SELECT value FROM metrics WHERE metric = 'active_customers' AND grain = 'all'
        """).fetchone()
    assert by_hand == members == metric > 0
