"""The demo's figures against the truth that was generated with its lake."""

from __future__ import annotations

import duckdb
import pytest

from support.tables import snapshot


def test_every_record_is_accounted_for(demo):
    truth = duckdb.sql(f"FROM read_csv('{demo.lake}/truth/counts.csv')").df()
    expected = truth.set_index("source").T.to_dict()
    said = dict(demo.said["records"])
    total = said.pop("total")
    assert said == expected
    assert total == truth.drop(columns="source").sum().to_dict()
    assert total["read"] == sum(total[fate] for fate in total if fate != "read")


def test_precision_and_recall_are_those_of_the_truth(demo):
    # Pairs of identifiers counted one by one, not by the formula that Truecount uses
    with demo.warehouse.duckdb() as connection:
        right, together, belonging = connection.sql(f"""
            WITH truth AS (
              SELECT identifier_type AS type, identifier_value AS value, person
              FROM read_csv('{demo.lake}/truth/identifiers-*.csv', all_varchar = true)),
            known AS (SELECT type, value, person, customer_id
                      FROM truth JOIN identity_map USING (type, value)),
            pairs AS (
              SELECT a.person = b.person AS same_person, a.customer_id = b.customer_id AS same_customer
              FROM known a JOIN known b ON (a.type, a.value) < (b.type, b.value)
               AND (a.person = b.person OR a.customer_id = b.customer_id))
            SELECT count_if(same_person AND same_customer), count_if(same_customer),
                   count_if(same_person)
            FROM pairs
        """).fetchone()
    assert demo.said["identity"]["precision"] == pytest.approx(right / together)
    assert demo.said["identity"]["recall"] == pytest.approx(right / belonging)
    assert right < together, "the demo's shared devices merge people, so this must show"


def test_parity_holds_and_is_not_empty(demo):
    parity = {row["name"]: row for row in demo.said["parity"]}
    active = parity["active_customers"]
    assert active["equal"] is True
    assert active["metric"] == active["audience"] == active["duckdb"] > 0
    assert all(row["equal"] for row in parity.values())


def test_the_summary_says_what_the_tables_hold(demo):
    with demo.warehouse.duckdb() as connection:
        customers = connection.sql("SELECT count(*) FROM customers").fetchone()[0]
        audiences = dict(
            connection.sql("""
                SELECT audience, count(*) FROM audience_members WHERE left_at IS NULL GROUP BY ALL
            """).fetchall()
        )
    assert demo.said["customers"] == customers
    assert {name: size for name, size in demo.said["audiences"].items() if size} == audiences


def test_a_second_demo_changes_nothing(demo):
    before = snapshot(demo.warehouse)
    again = demo.again()
    same = ("records", "customers", "identity", "metrics", "audiences", "parity", "release")
    assert {key: again[key] for key in same} == {key: demo.said[key] for key in same}
    assert snapshot(demo.warehouse) == before


def test_both_formats_say_the_same(demos):
    said = [dict(demos[format].said) for format in ("delta", "iceberg")]
    for one in said:
        for key in ("seconds", "warehouse", "format"):
            del one[key]
    assert said[0] == said[1]
