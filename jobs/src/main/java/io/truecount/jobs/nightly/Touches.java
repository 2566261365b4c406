package io.truecount.jobs.nightly;

import static java.util.Comparator.comparingInt;

import io.truecount.table.Release;
import io.truecount.table.Touched;
import io.truecount.table.TouchedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the steps of a run have touched, and what those of the release before had. */
final class Touches {
  private final RunContext context;
  private final TouchedLog log;

  Touches(RunContext context) {
    this.context = context;
    this.log = new TouchedLog(context.spark(), context.config().table());
  }

  /** Of all steps of the run so far, in their order; of its release when it is published. */
  List<Touched> all() {
    return log.find(context.run().id()).orElseGet(() -> published(context.run().id()));
  }

  /** As {@link #all}, in an order that does not depend on where they are read from. */
  List<Touched> sorted() {
    List<String> steps = Nightly.standard().names();
    return all().stream()
        .sorted(
            comparingInt((Touched touched) -> steps.indexOf(touched.step()))
                .thenComparing(Touched::what)
                .thenComparing(Touched::value))
        .toList();
  }

  /** Of the run that a release was made by. */
  List<Touched> of(Release release) {
    return Optional.ofNullable(release.tables().get(TouchedLog.TABLE.name()))
        .map(version -> context.store().read(TouchedLog.TABLE.name(), version))
        .map(rows -> TouchedLog.published(rows, release.runId()))
        .orElseGet(List::of);
  }

  /**
   * Notes what a step has touched. What the step, or one after it, has noted in an earlier attempt
   * is forgotten.
   */
  void note(String step, List<Touched> touched) {
    List<Touched> all = new ArrayList<>();
    for (Touched one : all()) {
      if (one.step().equals(step)) {
        break;
      }
      all.add(one);
    }
    all.addAll(touched);
    log.save(context.run().id(), all);
  }

  /** As {@link #note}, of the step that begins an attempt at the run. */
  void begin(List<Touched> touched) {
    log.save(context.run().id(), touched);
  }

  /** Stages the rows of the run. */
  void stage() {
    context
        .staging()
        .replace(
            TouchedLog.TABLE,
            context.ofThisRun(TouchedLog.RUN_ID),
            TouchedLog.rows(context.spark(), context.run().id(), all()));
  }

  /** After the publish: the table has the rows. */
  void forget() {
    log.delete(context.run().id());
  }

  private List<Touched> published(String run) {
    String table = TouchedLog.TABLE.name();
    return context.store().exists(table)
        ? TouchedLog.published(context.staging().readPublished(table), run)
        : List.of();
  }
}
