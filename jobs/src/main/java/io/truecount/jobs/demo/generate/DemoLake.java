package io.truecount.jobs.demo.generate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.jobs.demo.generate.Tally.Fate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The demo shop's lake, as {@code conf/truecount.conf} describes it, with the truth about it under
 * {@code truth/}: {@code identifiers.csv} (identifier_type, identifier_value as normalised, person)
 * and {@code counts.csv} (source, read, accepted, duplicate, conflict, quarantined: what ingest
 * must find in all loads together). Same options, same bytes.
 *
 * <p>Activity runs from {@link #FIRST_DAY} to before {@link #LAST_LOAD} in eight weekly loads, so
 * that {@link #INTERVAL} covers them all. A person makes about 64 records; 200,000 persons make
 * 12.8 million (9 million Segment calls). Memory is constant, files are made in parallel.
 */
public final class DemoLake {
  public static final LocalDate FIRST_DAY = Calendar.FIRST_DAY;

  /** Date of the last load; nothing happened after its first instant. */
  public static final LocalDate LAST_LOAD = Calendar.LAST_LOAD;

  /** The run interval that holds every load. */
  public static final String INTERVAL = "2026-01-01/2026-03-02";

  /** The end of all activity: the natural {@code as_of} of the demo. */
  public static final Instant AS_OF = LAST_LOAD.atStartOfDay().toInstant(ZoneOffset.UTC);

  private static final int PERSONS_PER_FILE = 25_000;
  private static final List<String> SOURCES = List.of("web", "users", "orders", "crm", "mailer");

  private final Options options;
  private final Map<String, Tally> tallies = new TreeMap<>();

  private DemoLake(Options options) {
    this.options = options;
    SOURCES.forEach(source -> tallies.put(source, new Tally()));
  }

  /**
   * What to generate.
   *
   * @param persons how many people, at least 2
   * @param out an empty or absent folder, or one that holds the same lake already
   */
  public record Options(long persons, long seed, Path out) {
    public Options {
      if (persons < 2 || persons > 10_000_000) {
        throw TruecountException.invalid(
            Problem.of(
                "cannot generate a lake of %d persons".formatted(persons),
                "--persons",
                "choose 2 to 10,000,000"));
      }
    }
  }

  /**
   * Writes the lake. Does nothing when {@code out} holds this very lake; goes on where an
   * interrupted run left off.
   *
   * @throws TruecountException when {@code out} holds something else or cannot be written
   */
  public static void write(Options options) {
    try {
      new DemoLake(options).writeWhenMissing();
    } catch (IOException | UncheckedIOException e) {
      throw TruecountException.failed(
          Problem.of(
              "cannot write the demo lake: " + e.getMessage(),
              options.out().toString(),
              "choose a folder that can be written, with --out"),
          e);
    }
  }

  private void writeWhenMissing() throws IOException {
    Path marker = options.out().resolve("truth/options.txt");
    String mine = "persons %d\nseed %d\n".formatted(options.persons(), options.seed());
    if (Files.exists(marker) ? !Files.readString(marker).equals(mine) : !isEmpty(options.out())) {
      throw TruecountException.invalid(
          Problem.of(
              "the folder holds something other than this demo lake",
              options.out().toString(),
              "remove it, or choose another folder"));
    }
    if (!Files.exists(options.out().resolve("truth/counts.csv"))) {
      Files.createDirectories(marker.getParent());
      Files.writeString(marker, mine);
      writeLake();
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  private void writeLake() throws IOException {
    int parts = (int) ((options.persons() + PERSONS_PER_FILE - 1) / PERSONS_PER_FILE);
    IntStream.range(0, parts * Calendar.WEEKS)
        .parallel()
        .forEach(task -> writePart(task / Calendar.WEEKS, task % Calendar.WEEKS));
    IntStream.range(0, parts).parallel().forEach(this::writeTruth);
    // last: its presence says that the lake is complete
    writeCounts();
  }

  private void writePart(int part, int week) {
    try (LoadFiles files = new LoadFiles(options.out(), part, week)) {
      WebCalls web = new WebCalls(tally("web"));
      Users users = new Users(tally("users"));
      Orders orders = new Orders(tally("orders"));
      Contacts contacts = new Contacts(tally("crm"));
      Mails mails = new Mails(tally("mailer"));
      persons(part)
          .forEach(
              person -> {
                visits(person, week).forEach(visit -> web.write(visit, week, files::web));
                users.write(person, week, files.users());
                orders.write(person, week, files.orders());
                contacts.write(person, week, files.crm());
                mails.write(person, week, files::mailer);
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of this week, and of the week before, whose late visits this load may hold. */
  private Stream<Visit> visits(Person person, int week) {
    return IntStream.range(Math.max(0, 7 * (week - 1)), 7 * (week + 1))
        .boxed()
        .flatMap(day -> Visit.on(person, options.seed(), day).stream());
  }

  private Stream<Person> persons(int part) {
    long first = (long) part * PERSONS_PER_FILE;
    return LongStream.range(first, Math.min(options.persons(), first + PERSONS_PER_FILE))
        .mapToObj(number -> Person.of(options.seed(), number));
  }

  private void writeTruth(int part) {
    Path path = options.out().resolve("truth/identifiers-%04d.csv".formatted(part));
    try (var out = Files.newBufferedWriter(path, UTF_8)) {
      CsvWriter file = new CsvWriter(out, new CsvWriterSettings());
      file.writeHeaders(Truth.HEADER);
      Truth truth = new Truth(options.seed());
      persons(part)
          .filter(person -> person.number() % 2 == 0)
          .forEach(person -> truth.write(household(person), file));
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Person> household(Person first) {
    long other = first.number() + 1;
    return other < options.persons()
        ? List.of(first, Person.of(options.seed(), other))
        : List.of(first);
  }

  private void writeCounts() throws IOException {
    StringBuilder text = new StringBuilder("source,read,accepted,duplicate,conflict,quarantined\n");
    tallies.forEach(
        (source, tally) -> {
          text.append(source).append(',').append(tally.read());
          for (Fate fate : Fate.values()) {
            text.append(',').append(tally.of(fate));
          }
          text.append('\n');
        });
    Files.writeString(options.out().resolve("truth/counts.csv"), text);
  }

  private Tally tally(String source) {
    return requireNonNull(tallies.get(source));
  }
}
