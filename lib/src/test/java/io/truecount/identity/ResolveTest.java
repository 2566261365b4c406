package io.truecount.identity;

import static io.truecount.identity.IdentityFixture.DAY_1;
import static io.truecount.identity.IdentityFixture.DAY_2;
import static io.truecount.identity.IdentityFixture.DAY_3;
import static io.truecount.identity.IdentityFixture.config;
import static io.truecount.identity.IdentityFixture.resolve;
import static org.assertj.core.api.Assertions.assertThat;

import io.truecount.config.IdentityConfig;
import io.truecount.identity.IdentityFixture.Resolved;
import io.truecount.testkit.EventRows;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class ResolveTest {
  private static final IdentityConfig WEB = config("user_id", "email", "anon*");

  @Test
  void identifiers_of_one_record_are_one_customer_and_others_are_not() {
    Resolved resolved =
        resolve(
            new EventRows()
                .add("web", "x", "2026-03-01T10:00:00Z", "anon=a1")
                .add("web", "x", "2026-03-01T11:00:00Z", "anon=a1,user_id=u1")
                .add("shop", "x", "2026-03-01T12:00:00Z", "user_id=u1,email=e1")
                .add("web", "x", "2026-03-01T12:00:00Z", "anon=a2")
                .add("web", "x", "2026-03-01T12:00:00Z", "")
                .dataset(),
            WEB);
    assertThat(resolved.partition()).isEqualTo("anon=a1 email=e1 user_id=u1 | anon=a2");
    assertThat(resolved.changeLines()).hasSize(2).allMatch(c -> c.startsWith("created"));
    assertThat(resolved.redirects()).isEmpty();
  }

  @Test
  void three_identifiers_make_the_hub_edges_and_the_neighbour_edge() {
    Resolved resolved =
        resolve(
            new EventRows()
                .add("web", "x", "2026-03-01T10:00:00Z", "anon=a,email=e,user_id=u")
                .add("shop", "x", "2026-03-01T09:00:00Z", "user_id=u,email=e")
                .dataset(),
            WEB);
    resolved
        .assertEdges()
        .columns("array_sort(array(a_type, b_type))", "event_count", "sources", "first_seen")
        .hasRows(
            "[anon,user_id]|1|[web]|2026-03-01T10:00:00Z",
            "[anon,email]|1|[web]|2026-03-01T10:00:00Z",
            "[email,user_id]|2|[shop,web]|2026-03-01T09:00:00Z");
  }

  @Test
  void s4_placeholders_link_no_records_and_are_counted() {
    EventRows events = new EventRows();
    String[] placeholders = {"null", "-1", "Anonymous", "000-00", "----", " N/A ", "{{email}}"};
    for (int i = 0; i < placeholders.length; i++) {
      events.add("web", "x", "2026-03-01T10:00:00Z", "user_id=u" + i + ",email=" + placeholders[i]);
    }
    Resolved resolved = resolve(events.dataset(), WEB);
    assertThat(resolved.partition().split(" \\| ")).hasSize(placeholders.length);
    assertThat(resolved.blocked()).hasSize(placeholders.length);
  }

  @Test
  void lists_objects_and_booleans_link_no_records_and_are_counted_with_the_reason() {
    EventRows events = new EventRows();
    String[] values = {"[1;2]", "{\"a\":1}", "true", "[object Object]", "u1"};
    for (int i = 0; i < 2 * values.length; i++) {
      events.add("web", "x", "2026-03-01T10:00:00Z", "anon=a" + i + ",user_id=" + values[i / 2]);
    }
    Resolved resolved = resolve(events.dataset(), WEB);
    assertThat(resolved.partition())
        .isEqualTo(
            "anon=a0 | anon=a1 | anon=a2 | anon=a3 | anon=a4 | anon=a5 | anon=a6 | anon=a7"
                + " | anon=a8 anon=a9 user_id=u1");
    resolved
        .assertBlocked()
        .columns("value", "reason", "event_count")
        .hasRows(
            "[1;2]|not_scalar|2",
            "{\"a\":1}|not_scalar|2",
            "true|placeholder|2",
            "[object Object]|placeholder|2");
  }

  @Test
  void p1_an_anonymous_customer_keeps_its_id_when_it_becomes_known() {
    IdentityConfig snowplow = config("user_id", "duid*", "idfv*");
    EventRows events =
        new EventRows()
            .add("app", "x", "2026-03-01T10:00:00Z", "duid=4b")
            .add("app", "x", "2026-03-02T10:00:00Z", "duid=4b,user_id=alice");
    Resolved first = resolve(events.slice(0, 1), snowplow);
    Resolved second = resolve(events.slice(0, 2), Optional.of(first), snowplow, DAY_2);
    assertThat(second.partition()).isEqualTo("duid=4b user_id=alice");
    assertThat(second.idOf("user_id=alice")).isEqualTo(first.idOf("duid=4b"));
    assertThat(second.changes()).isEmpty();
  }

  @Test
  void p2_on_a_merge_the_known_id_survives_and_the_other_redirects_to_it() {
    IdentityConfig snowplow = config("user_id", "duid*", "idfv*");
    EventRows events =
        new EventRows()
            .add("app", "x", "2026-03-01T10:00:00Z", "idfv=6d")
            .add("app", "x", "2026-03-02T10:00:00Z", "duid=4b,user_id=alice")
            .add("app", "x", "2026-03-03T10:00:00Z", "idfv=6d,user_id=alice");
    Resolved first = resolve(events.slice(0, 1), snowplow);
    Resolved second = resolve(events.slice(0, 2), Optional.of(first), snowplow, DAY_2);
    Resolved third = resolve(events.slice(0, 3), Optional.of(second), snowplow, DAY_3);
    String alice = second.idOf("user_id=alice");
    String device = first.idOf("idfv=6d");
    assertThat(third.ids().values()).containsOnly(alice);
    assertThat(third.redirectMap()).containsOnly(java.util.Map.entry(device, alice));
    assertThat(third.changeLines()).containsExactly("merged %s %s".formatted(device, alice));
  }

  @Test
  void redirects_stay_flat_over_several_merges() {
    EventRows events =
        new EventRows()
            .add("w", "x", "2026-03-01T10:00:00Z", "email=e1")
            .add("w", "x", "2026-03-01T11:00:00Z", "email=e2")
            .add("w", "x", "2026-03-01T12:00:00Z", "user_id=u1")
            .add("w", "x", "2026-03-02T10:00:00Z", "email=e1,anon=a")
            .add("w", "x", "2026-03-02T10:00:00Z", "email=e2,anon=a")
            .add("w", "x", "2026-03-03T10:00:00Z", "user_id=u1,anon=a");
    Resolved first = resolve(events.slice(0, 3), WEB);
    Resolved second = resolve(events.slice(0, 5), Optional.of(first), WEB, DAY_2);
    Resolved third = resolve(events.slice(0, 6), Optional.of(second), WEB, DAY_3);
    String known = first.idOf("user_id=u1");
    assertThat(second.redirects()).hasSize(1);
    assertThat(third.redirectMap())
        .containsOnlyKeys(first.idOf("email=e1"), first.idOf("email=e2"))
        .containsValues(known);
    assertThat(third.redirectMap().values()).containsOnly(known);
  }

  @Test
  void a_cluster_that_parts_keeps_its_id_with_the_anchor_and_tells_where_the_rest_came_from() {
    EventRows linked =
        new EventRows().add("w", "x", "2026-03-01T10:00:00Z", "user_id=u1,email=e1,anon=a1");
    EventRows apart =
        new EventRows()
            .add("w", "x", "2026-03-01T10:00:00Z", "user_id=u1")
            .add("w", "x", "2026-03-01T10:00:00Z", "email=e1,anon=a1");
    Resolved first = resolve(linked.dataset(), WEB);
    Resolved second = resolve(apart.dataset(), Optional.of(first), WEB, DAY_2);
    String old = first.idOf("user_id=u1");
    assertThat(second.idOf("user_id=u1")).isEqualTo(old);
    assertThat(second.changeLines())
        .containsExactly("split %s %s".formatted(second.idOf("email=e1"), old));
  }

  @Test
  void an_id_whose_anchor_is_gone_follows_what_is_left_and_is_retired_when_nothing_is() {
    EventRows before =
        new EventRows()
            .add("w", "x", "2026-03-01T10:00:00Z", "user_id=u1,email=e1")
            .add("w", "x", "2026-03-01T10:00:00Z", "user_id=u2");
    EventRows after = new EventRows().add("w", "x", "2026-03-01T10:00:00Z", "email=e1");
    Resolved first = resolve(before.dataset(), WEB);
    Resolved second = resolve(after.dataset(), Optional.of(first), WEB, DAY_2);
    String gone = first.idOf("user_id=u2");
    assertThat(second.idOf("email=e1")).isEqualTo(first.idOf("user_id=u1"));
    assertThat(second.changeLines()).containsExactly("retired %s null".formatted(gone));
    assertThat(second.redirectMap()).hasSize(1).containsEntry(gone, null);
  }

  @Test
  void order_partitions_and_replays_change_nothing() {
    EventRows events = random(7, 300);
    Resolved once = resolve(events.dataset(), WEB);
    Resolved other = resolve(events.shuffled(11, 5), WEB);
    assertThat(other.ids()).isEqualTo(once.ids());
    assertThat(other.edges()).containsExactlyInAnyOrderElementsOf(once.edges());
    Resolved replayed = resolve(events.shuffled(13, 3), Optional.of(once), WEB, DAY_2);
    assertThat(replayed.ids()).isEqualTo(once.ids());
    assertThat(replayed.changes()).isEmpty();
  }

  @Test
  void any_split_into_batches_gives_the_clusters_and_edges_of_one_run() {
    EventRows events = random(17, 300);
    Resolved whole = resolve(events.dataset(), WEB);
    Resolved first = resolve(events.slice(0, 120), WEB);
    Resolved last = resolve(events.dataset(), Optional.of(first), WEB, DAY_2);
    assertThat(last.partition()).isEqualTo(whole.partition());
    assertThat(
            IdentityEdges.merge(
                    IdentityEdges.of(events.slice(120, events.size()), WEB),
                    IdentityEdges.of(events.slice(0, 120), WEB))
                .collectAsList())
        .containsExactlyInAnyOrderElementsOf(whole.edges());
  }

  @Test
  void every_old_id_resolves_to_an_id_in_use() {
    EventRows events = random(23, 400);
    Resolved previous = resolve(events.slice(0, 100), WEB);
    for (int day = 2; day <= 4; day++) {
      Resolved next =
          resolve(
              events.slice(0, 100 * day),
              Optional.of(previous),
              WEB,
              DAY_1.plusSeconds(86_400L * day));
      java.util.Set<String> inUse = new java.util.HashSet<>(next.ids().values());
      assertThat(next.redirectMap().values()).isSubsetOf(inUse);
      assertThat(next.redirectMap().keySet()).doesNotContainAnyElementsOf(inUse);
      assertThat(previous.ids().values())
          .allMatch(id -> inUse.contains(id) || next.redirectMap().containsKey(id));
      previous = next;
    }
    assertThat(previous.redirects()).isNotEmpty();
  }

  @Test
  void events_are_attributed_by_their_best_identifier() {
    Resolved resolved =
        resolve(
            new EventRows()
                .add("web", "x", "2026-03-01T10:00:00Z", "anon=a1,user_id=u1")
                .add("web", "x", "2026-03-01T11:00:00Z", "anon=a1,user_id=u1")
                .add("app", "x", "2026-03-01T12:00:00Z", "anon=a1,user_id=u1")
                .add("web", "x", "2026-03-01T11:00:00Z", "anon=null")
                .dataset(),
            WEB);
    assertThat(resolved.attributions()).hasSize(1);
    assertThat(resolved.attributions().get(0).<Long>getAs("event_count")).isEqualTo(3);
  }

  @Test
  void ids_are_version_5_uuids() {
    assertThat(
            NameBasedUuid.of(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "python.org"))
        .hasToString("886313e1-3b8a-5372-9b90-0c9aee199e5d");
  }

  /** Records of few people and devices, so that they meet often. */
  private static EventRows random(long seed, int count) {
    Random random = new Random(seed);
    EventRows events = new EventRows();
    for (int i = 0; i < count; i++) {
      StringBuilder ids = new StringBuilder();
      ids.append("anon=a").append(random.nextInt(count));
      if (random.nextInt(3) == 0) {
        ids.append(",user_id=u").append(random.nextInt(count / 4));
      }
      if (random.nextInt(4) == 0) {
        ids.append(",email=e").append(random.nextInt(count / 3));
      }
      String time = DAY_1.plusSeconds(random.nextInt(100_000)).toString();
      events.add(random.nextBoolean() ? "web" : "app", "x", time, ids.toString());
    }
    return events;
  }
}
