package io.truecount.jobs.nightly;

import static java.util.Objects.requireNonNull;

import io.truecount.config.Interval;
import io.truecount.table.Release;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a step starts from: nothing, or the release before and the loads that have been replaced
 * since.
 */
sealed interface Basis {
  /** The step computes all of its tables from what it reads. */
  record Everything(String why) implements Basis {
    public Everything {
      requireNonNull(why);
    }

    @Override
    public <R> R match(Function<Everything, R> everything, Function<Since, R> since) {
      return everything.apply(this);
    }
  }

  /**
   * The step takes the release before over, but for what these loads touch.
   *
   * @param loads intervals of load time whose events differ from those of the release before
   */
  record Since(List<Interval> loads) implements Basis {
    public Since {
      loads = List.copyOf(loads);
    }

    @Override
    public <R> R match(Function<Everything, R> everything, Function<Since, R> since) {
      return since.apply(this);
    }
  }

  /** What one of the two cases gives. */
  <R> R match(Function<Everything, R> everything, Function<Since, R> since);

  /** What a step notes of its basis: the hash that it goes by, and why it computes everything. */
  default List<Touched> noted(String step, String definition) {
    Touched hash = Touched.definition(step, definition);
    return match(all -> List.of(hash, Touched.everything(step, all.why())), since -> List.of(hash));
  }

  /**
   * The basis of a step.
   *
   * @param step its name; the release before must have been made by a run that took it
   * @param definition hash of all that the step's tables depend on besides other tables
   * @param definitions what was defined anew when the hash differs, for people
   */
  static Basis of(RunContext context, String step, String definition, String definitions) {
    return of(context, step, List.of(), definition, definitions);
  }

  /**
   * The basis of a step that also goes by what other steps of the run have touched.
   *
   * @param after names of these steps: when one of them computed everything or has not run since
   *     the run has loaded, so does this step
   */
  static Basis of(
      RunContext context, String step, List<String> after, String definition, String definitions) {
    Optional<Release> base = context.releases().base(context.run().id());
    if (base.isEmpty()) {
      return new Everything("first release");
    }
    return refusal(context, base.get(), step, definition, definitions)
        .or(() -> refusal(context, after))
        .<Basis>map(Everything::new)
        .orElseGet(() -> new Since(loads(context.touches().all())));
  }

  private static Optional<String> refusal(
      RunContext context, Release base, String step, String definition, String definitions) {
    List<Touched> now = context.touches().all();
    if (now.stream().noneMatch(touched -> touched.step().equals(IngestJob.NAME))) {
      return Optional.of("what the run has loaded is not known");
    }
    Optional<Touched> all =
        now.stream()
            .filter(touched -> touched.step().equals(IngestJob.NAME))
            .filter(touched -> touched.what() == What.EVERYTHING)
            .findFirst();
    if (all.isPresent()) {
      return all.map(Touched::why);
    }
    Optional<String> before = definition(context.touches().of(base), step);
    if (before.isEmpty()) {
      return Optional.of("release %d was made without %s".formatted(base.number(), step));
    }
    return before.get().equals(definition) ? Optional.empty() : Optional.of(changed(definitions));
  }

  private static Optional<String> refusal(RunContext context, List<String> after) {
    List<Touched> now = context.touches().all();
    for (String step : after) {
      List<Touched> its = now.stream().filter(touched -> touched.step().equals(step)).toList();
      if (its.isEmpty()) {
        return Optional.of(step + " has not run since");
      }
      Optional<Touched> all =
          its.stream().filter(touched -> touched.what() == What.EVERYTHING).findFirst();
      if (all.isPresent()) {
        return all.map(Touched::why);
      }
    }
    return Optional.empty();
  }

  /** Why a step computes everything that goes by other definitions than before. */
  static String changed(String definitions) {
    return definitions + " changed";
  }

  /** The hash that a step of a run went by. */
  static Optional<String> definition(List<Touched> touched, String step) {
    return touched.stream()
        .filter(one -> one.step().equals(step) && one.what() == What.DEFINITION)
        .map(Touched::value)
        .findFirst();
  }

  private static List<Interval> loads(List<Touched> touched) {
    return touched.stream()
        .filter(one -> one.what() == What.LOADS)
        .map(one -> Interval.parse(one.value()))
        .toList();
  }
}
