package io.truecount.jobs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityFile;
import io.truecount.error.Problems;
import io.truecount.identity.trial.Trial;
import io.truecount.identity.trial.TrialRecord;
import io.truecount.identity.trial.TrialRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Segment, Adobe and Snowplow document for shared devices and addresses, and what follows from
 * the order of links: {@code truecount identity try} gives the same customers for every order of
 * the records, and for every way in which they come in batches.
 */
final class IdentityCasesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_PERMUTED = 6;
  private static final int RANDOM_ORDERS = 100;
  private static final int RANDOM_BATCHES = 200;

  @TempDir Path folder;

  /**
   * A case.
   *
   * @param types in the order of priority; {@code !} unique, {@code :5} a limit, {@code *} a device
   * @param records {@code 1: type=value type=value}
   * @param customers {@code type=value type=value | type=value}
   */
  record Case(String name, String types, String conflict, List<String> records, String customers) {
    String rules() {
      String lines = Stream.of(types.split(" ")).map(Case::type).collect(joining("\n"));
      return "identity {\n types {\n%s\n }\n conflict = %s\n}\n".formatted(lines, conflict);
    }

    private static String type(String text) {
      String name = text.replaceAll("[!*:].*", "");
      String level = text.contains("*") ? "device" : "person";
      String limit =
          text.contains("!")
              ? ", unique = true"
              : text.contains(":") ? ", limit = " + text.replaceAll(".*:", "") : "";
      return "  %s { level = %s%s }".formatted(name, level, limit);
    }

    List<String> lines() {
      return records.stream().map(Case::line).toList();
    }

    private static String line(String record) {
      String[] parts = record.split(": ", 2);
      return Stream.of(parts[1].split(" "))
          .map(i -> "[\"%s\", \"%s\"]".formatted(i.split("=", 2)[0], i.split("=", 2)[1]))
          .collect(joining(", ", "{\"time\": %s, \"identifiers\": [".formatted(parts[0]), "]}"));
    }

    /** Sorted as the command prints them. */
    List<List<String>> expected() {
      return customers.isEmpty()
          ? List.of()
          : Stream.of(customers.split(" \\| "))
              .map(customer -> List.copyOf(new TreeSet<>(List.of(customer.split(" ")))))
              .sorted((a, b) -> String.join("\n", a).compareTo(String.join("\n", b)))
              .toList();
    }

    @Override
    public String toString() {
      return name + " " + conflict;
    }
  }

  static Stream<Case> cases() {
    List<String> jane = List.of("1: user_id=u1 email=jane", "2: user_id=u2 email=jane anon=a9");
    List<String> mails =
        Stream.of(1, 2, 3, 4, 5, 6, 7)
            .map(i -> "%d: user_id=u1 email=e%d".formatted(i, i))
            .toList();
    return Stream.of(
        new Case(
            "an address of two users",
            "user_id! email",
            "oldest",
            List.of("1: user_id=abc123 email=jane", "2: user_id=abc456 email=jane"),
            "user_id=abc123 email=jane | user_id=abc456"),
        new Case(
            "no reset at logout",
            "user_id! anon*",
            "oldest",
            List.of("1: user_id=u1 anon=a1", "2: user_id=u2 anon=a1"),
            "user_id=u1 anon=a1 | user_id=u2"),
        new Case(
            "devices of one user",
            "user_id! anon*:5 ios*:5 android*:5",
            "oldest",
            List.of(
                "1: anon=anon_123 ios=abc",
                "1: anon=anon_123 ios=abc",
                "1: anon=anon_123 ios=abc",
                "2: anon=anon_123 ios=abc user_id=U",
                "3: anon=anon_456 android=1a2b user_id=U",
                "4: anon=anon_789 android=1a2b user_id=U"),
            "user_id=U anon=anon_123 anon=anon_456 anon=anon_789 ios=abc android=1a2b"),
        placeholder("null"),
        placeholder("-1"),
        placeholder("anonymous"),
        placeholder("000-00"),
        placeholder("----"),
        new Case(
            "an address and a device of two users",
            "user_id! email anon*",
            "oldest",
            jane,
            "user_id=u1 email=jane | user_id=u2 anon=a9"),
        new Case(
            "an address and a device of two users",
            "user_id! email anon*",
            "newest",
            jane,
            "user_id=u2 email=jane anon=a9 | user_id=u1"),
        new Case(
            "more addresses than the limit",
            "user_id! email:5",
            "oldest",
            mails,
            "user_id=u1 email=e1 email=e2 email=e3 email=e4 email=e5 | email=e6 | email=e7"),
        new Case(
            "more addresses than the limit",
            "user_id! email:5",
            "newest",
            mails,
            "user_id=u1 email=e3 email=e4 email=e5 email=e6 email=e7 | email=e1 | email=e2"),
        new Case(
            "a shared browser",
            "CRMID! ECID*",
            "newest",
            List.of("1: CRMID=John ECID=111", "2: CRMID=Jane ECID=111"),
            "CRMID=Jane ECID=111 | CRMID=John"),
        new Case(
            "a shared browser and phone",
            "CRMID! ECID* IDFA*",
            "newest",
            List.of("1: CRMID=John ECID=111 IDFA=abc", "2: CRMID=Jane ECID=111 IDFA=abc"),
            "CRMID=Jane ECID=111 IDFA=abc | CRMID=John"),
        new Case(
            "a number that changes hands",
            "CRMID! Email Phone! GAID* IDFA* ECID*",
            "newest",
            List.of(
                "1: CRMID=Tom Email=aabbcc Phone=123",
                "2: CRMID=Tom ECID=111",
                "3: CRMID=Tom ECID=222 IDFA=AAA",
                "4: CRMID=Summer Email=ddeeff Phone=765",
                "5: CRMID=Summer ECID=333",
                "6: CRMID=Summer ECID=444 GAID=BBB",
                "7: CRMID=Summer Phone=123"),
            "CRMID=Summer Email=ddeeff Phone=123 ECID=333 ECID=444 GAID=BBB"
                + " | CRMID=Tom Email=aabbcc ECID=111 ECID=222 IDFA=AAA | Phone=765"),
        new Case(
            "several logins of each user",
            "CRMID! loginID ECID*",
            "newest",
            List.of(
                "1: CRMID=Tom loginID=A",
                "2: CRMID=Tom loginID=B",
                "3: loginID=A ECID=111",
                "4: CRMID=Summer loginID=C",
                "5: CRMID=Summer loginID=D",
                "6: loginID=C ECID=222",
                "7: loginID=C ECID=111"),
            "CRMID=Tom loginID=A loginID=B"
                + " | CRMID=Summer loginID=C loginID=D ECID=222 ECID=111"),
        new Case(
            "three records that agree",
            "CRMID! Email! ECID*",
            "newest",
            List.of("1: Email=tom@ ECID=111", "2: Email=tom@ CRMID=Tom", "3: CRMID=Tom ECID=111"),
            "CRMID=Tom Email=tom@ ECID=111"),
        new Case(
            "a changed address",
            "CRMID! Email! EmailHash!",
            "newest",
            List.of("1: CRMID=John Email=g EmailHash=gh", "2: CRMID=John Email=y EmailHash=yh"),
            "CRMID=John Email=y EmailHash=yh | Email=g EmailHash=gh"),
        new Case(
            "two users in one record",
            "CRMID! ECID*",
            "newest",
            List.of("1: ECID=1 CRMID=Alice CRMID=Bob"),
            ""));
  }

  private static Case placeholder(String value) {
    return new Case(
        "placeholder " + value,
        "user_id! email",
        "oldest",
        List.of("1: user_id=u1 email=" + value, "2: user_id=u2 email=" + value),
        "user_id=u1 | user_id=u2");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_command_gives_the_same_customers_for_every_order(Case given) throws IOException {
    Path rules = Files.writeString(folder.resolve("rules.conf"), given.rules());
    Path records = folder.resolve("records.jsonl");
    orders(
        given.lines(),
        order -> {
          write(records, order);
          Cli tried =
              Cli.run(
                  "identity",
                  "try",
                  "--rules",
                  rules.toString(),
                  "--records",
                  records.toString(),
                  "--output",
                  "json");
          assertThat(tried.exitCode()).as(tried.err()).isZero();
          assertThat(customers(tried.out())).as("%s", order).isEqualTo(given.expected());
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batches_in_any_order_give_the_same_customers(Case given) throws IOException {
    Problems problems = new Problems();
    Path rules = Files.writeString(folder.resolve("rules.conf"), given.rules());
    IdentityConfig config = IdentityFile.read(rules, problems);
    Path file = folder.resolve("records.jsonl");
    write(file, given.lines());
    List<TrialRecord> records =
        TrialRecords.read(
            file, config.types().stream().map(IdentifierType::name).toList(), List.of(), problems);
    problems.throwIfAny();
    Trial whole = Trial.of(config, records);
    for (int seed = 0; seed < RANDOM_BATCHES; seed++) {
      Trial batched = Trial.ofBatches(config, batches(records, new Random(seed)));
      assertThat(batched.customers()).isEqualTo(given.expected());
      assertThat(batched.resolution()).isEqualTo(whole.resolution());
      assertThat(batched.quarantined()).isEqualTo(whole.quarantined());
    }
  }

  private static List<List<TrialRecord>> batches(List<TrialRecord> records, Random random) {
    List<TrialRecord> order = new ArrayList<>(records);
    Collections.shuffle(order, random);
    List<List<TrialRecord>> batches = new ArrayList<>();
    for (TrialRecord record : order) {
      if (batches.isEmpty() || random.nextBoolean()) {
        batches.add(new ArrayList<>());
      }
      batches.get(random.nextInt(batches.size())).add(record);
    }
    return batches;
  }

  /** All of them of a few records, else random ones. */
  private static void orders(List<String> lines, Consumer<List<String>> test) {
    if (lines.size() <= MOST_PERMUTED) {
      TreeSet<String> seen = new TreeSet<>();
      permute(
          new ArrayList<>(lines),
          0,
          order -> {
            if (seen.add(String.join("\n", order))) {
              test.accept(order);
            }
          });
      return;
    }
    Random random = new Random(lines.hashCode());
    List<String> order = new ArrayList<>(lines);
    for (int i = 0; i < RANDOM_ORDERS; i++) {
      test.accept(order);
      Collections.shuffle(order, random);
    }
  }

  private static void permute(List<String> lines, int from, Consumer<List<String>> test) {
    if (from == lines.size()) {
      test.accept(lines);
    }
    for (int i = from; i < lines.size(); i++) {
      Collections.swap(lines, from, i);
      permute(lines, from + 1, test);
      Collections.swap(lines, from, i);
    }
  }

  private static void write(Path file, List<String> lines) {
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<List<String>> customers(String json) {
    List<List<String>> customers = new ArrayList<>();
    for (JsonNode customer : tree(json).get("customers")) {
      List<String> identifiers = new ArrayList<>();
      customer.forEach(id -> identifiers.add(id.asText()));
      customers.add(identifiers);
    }
    return customers;
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
