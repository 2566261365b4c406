package io.truecount.project;

import static org.apache.spark.sql.functions.col;

import io.truecount.audience.Audience;
import io.truecount.config.Interval;
import io.truecount.config.SourceConfig;
import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.event.Ingest;
import io.truecount.source.SourceFiles;
import io.truecount.source.record.InputFile;
import io.truecount.source.record.Records;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * Compares a project with a lake: paths without files, and events that audiences ask for and no
 * source gives. Cost: a listing of the lake; where names are in the records and not in the project,
 * one read of the newest {@value #DAYS} load dates.
 */
public final class LakeCheck {
  private static final int DAYS = 31;

  /** Of one lake; more are not looked at. */
  private static final int MOST_NAMES = 10_000;

  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private final SparkSession spark;
  private final Project project;
  private final List<Problem> warnings = new ArrayList<>();
  private Optional<LocalDate> newest = Optional.empty();

  private LakeCheck(SparkSession spark, Project project) {
    this.spark = spark;
    this.project = project;
  }

  /** One warning for each path and each event name. */
  public static List<Problem> warnings(SparkSession spark, Project project) {
    LakeCheck check = new LakeCheck(spark, project);
    String lake = project.config().lake();
    SourceFiles files = new SourceFiles(spark.sparkContext().hadoopConfiguration(), lake);
    project.config().sources().forEach(source -> check.files(source, files.all(source)));
    check.events();
    return check.warnings;
  }

  private void files(SourceConfig source, List<InputFile> files) {
    if (files.isEmpty()) {
      warnings.add(
          new Problem(
              "path \"%s\" of source %s matches no file".formatted(source.path(), source.name()),
              source.where(),
              "a run would read nothing from it",
              "compare it with the folders of %s".formatted(project.config().lake())));
    }
    files.stream().flatMap(LakeCheck::day).forEach(this::seen);
  }

  private void seen(LocalDate day) {
    newest = Optional.of(newest.filter(last -> last.isAfter(day)).orElse(day));
  }

  private static Stream<LocalDate> day(InputFile file) {
    Matcher found = DAY.matcher(file.name());
    return found.find() ? Stream.of(LocalDate.parse(found.group())) : Stream.of();
  }

  private void events() {
    Set<String> known = declared();
    if (project.audiences().stream().allMatch(a -> known.containsAll(a.eventNames()))) {
      return;
    }
    known.addAll(inRecords());
    for (Audience audience : project.audiences()) {
      audience.eventNames().stream()
          .filter(name -> !known.contains(name))
          .forEach(name -> warnings.add(unknown(audience, name, known)));
    }
  }

  private static Problem unknown(Audience audience, String name, Set<String> known) {
    return new Problem(
        "no source gives an event \"%s\"".formatted(name),
        "audience " + audience.name(),
        "nor does a record of the newest %d load dates; the condition would never hold"
            .formatted(DAYS),
        Suggestion.nearest(name, known)
            .map("did you mean \"%s\"?"::formatted)
            .orElse("check its spelling"));
  }

  /** Names that the project itself gives to events. */
  private Set<String> declared() {
    Set<String> names = new TreeSet<>();
    for (SourceConfig source : project.config().sources()) {
      source.event().filter(event -> !event.nameIsColumn()).ifPresent(e -> names.add(e.name()));
      names.addAll(source.options().eventNames());
    }
    return names;
  }

  private List<String> inRecords() {
    LocalDate last = newest.orElse(LocalDate.EPOCH);
    Interval interval =
        new Interval(
            Interval.midnight(last.minusDays(DAYS - 1)), Interval.midnight(last.plusDays(1)));
    Ingest.Context lake =
        new Ingest.Context(
            "validate",
            project.config().lake(),
            project.config().sources(),
            project.capabilities().formats(),
            interval);
    return Ingest.input(spark, lake)
        .records()
        .filter(col(Records.NAME).isNotNull())
        .select(Records.NAME)
        .distinct()
        .limit(MOST_NAMES)
        .as(Encoders.STRING())
        .collectAsList();
  }
}
