"""The demo's figures against the truth that was generated with its lake."""

from __future__ import annotations

import duckdb
import pytest

from support.project import ROOT
from support.tables import snapshot


def test_every_record_is_accounted_for(demo):
    truth = duckdb.sql(f"FROM read_csv('{demo.lake}/truth/counts.csv')").df()
    expected = truth.set_index("source").T.to_dict()
    said = dict(demo.said["records"])
    total = said.pop("total")
    assert said == expected
    assert total == truth.drop(columns="source").sum().to_dict()
    assert total["read"] == sum(total[fate] for fate in total if fate != "read")


def pairs(demo, grouped_by: str) -> tuple[int, int, int]:
    """Pairs of identifiers counted one by one, not by the formula that Truecount uses."""
    with demo.warehouse.duckdb() as connection:
        return connection.sql(f"""
            WITH truth AS (
              SELECT identifier_type AS type, identifier_value AS value, person
              FROM read_csv('{demo.lake}/truth/identifiers-*.csv', all_varchar = true)),
            known AS (SELECT type, value, person, {grouped_by} AS customer
                      FROM truth JOIN identity_map USING (type, value)),
            pairs AS (
              SELECT a.person = b.person AS same_person, a.customer = b.customer AS same_customer
              FROM known a JOIN known b ON (a.type, a.value) < (b.type, b.value)
               AND (a.person = b.person OR a.customer = b.customer))
            SELECT count_if(same_person AND same_customer), count_if(same_customer),
                   count_if(same_person)
            FROM pairs
        """).fetchone()


@pytest.mark.parametrize("rules", [True, False])
def test_precision_and_recall_are_those_of_the_truth(demo, rules):
    said = demo.said["identity"] if rules else demo.said["identity"]["without_rules"]
    right, together, belonging = pairs(demo, "customer_id" if rules else "connected_component")
    assert said["precision"] == pytest.approx(right / together)
    assert said["recall"] == pytest.approx(right / belonging)
    assert right < together, "people share devices without logging in, so this must show"


def test_the_readme_shows_what_the_demo_says(demo):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rules, plain = demo.said["identity"], demo.said["identity"]["without_rules"]
    for line in [
        f"  with the rules      {rules['precision']:.4f}      {rules['recall']:.4f}\n",
        f"  without rules       {plain['precision']:.4f}      {plain['recall']:.4f}\n",
        f"  active_customers     {demo.said['audiences']['active_customers']}\n",
        f"Customers  {demo.said['customers']:,}\n",
    ]:
        assert line in readme


def test_rules_keep_people_apart_who_share_a_device(demo):
    rules, plain = demo.said["identity"], demo.said["identity"]["without_rules"]
    assert rules["precision"] >= 0.99 > plain["precision"]
    assert rules["recall"] >= 0.98 * plain["recall"]


def test_households_are_people_who_live_together(demo):
    # Persons 2n and 2n + 1 share a household, and devices; people without one are in none
    with demo.warehouse.duckdb() as connection:
        households = connection.sql(f"""
            WITH people AS (
              SELECT DISTINCT g.group_id, g.customers,
                     split_part(t.person, '-', 2)::INT AS person
              FROM read_csv('{demo.lake}/truth/identifiers-*.csv', all_varchar = true) AS t
              JOIN identity_map AS m ON m.type = t.identifier_type AND m.value = t.identifier_value
              JOIN customer_groups AS g ON g.customer_id = m.customer_id AND g.level = 'household')
            SELECT group_id, any_value(customers), count(DISTINCT person),
                   count(DISTINCT person // 2)
            FROM people GROUP BY group_id
        """).fetchall()
        found = connection.sql(
            "SELECT count(DISTINCT group_id) FROM customer_groups WHERE level = 'household'"
        ).fetchone()[0]
    assert found == len(households) == demo.said["metrics"]["households"]
    assert all(homes == 1 for _, _, _, homes in households)
    assert any(people == 2 for _, _, people, _ in households)


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
