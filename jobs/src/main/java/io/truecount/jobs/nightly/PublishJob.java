package io.truecount.jobs.nightly;

import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import io.truecount.metric.SavedViews;
import io.truecount.table.Release;
import io.truecount.table.ViewFiles;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Makes what the run has staged the next release. */
final class PublishJob implements Step {
  @Override
  public String name() {
    return "publish";
  }

  @Override
  public String run(RunContext context) {
    refuseNothing(context);
    refuseUnchecked(context);
    Optional<Release> before = context.releases().last();
    ViewFiles views = new ViewFiles(context.spark(), context.config().table());
    List<String> viewsBefore = views.names();
    Release after =
        context.publisher().publish(context.run(), context.clock().instant()).orElseThrow();
    context.approvals().withdraw(context.run().id());
    context.touches().forget();
    before.ifPresent(release -> drop(context, release.tables().keySet(), after.tables().keySet()));
    long number = after.number();
    if (before.map(Release::number).equals(Optional.of(number))) {
      saveViews(context, after, views);
      drop(context, viewsBefore, views.names());
      return "nothing changed, release %d stands".formatted(number) + dropped(context);
    }
    drop(context, viewsBefore, views.names());
    return "release %d, %d tables%s".formatted(number, after.tables().size(), dropped(context));
  }

  /** A view may be new to the project while its tables are as they were. */
  private static void saveViews(RunContext context, Release release, ViewFiles views) {
    SavedViews.save(context.project().views(release.asOf()), release, context.store(), views);
  }

  private static void drop(RunContext context, Collection<String> had, Collection<String> has) {
    had.stream().filter(name -> !has.contains(name)).forEach(context.dropped()::add);
  }

  private static String dropped(RunContext context) {
    List<String> names = context.dropped();
    return names.isEmpty()
        ? ""
        : "; dropped %s, which the project no longer defines".formatted(String.join(", ", names));
  }

  /** A run that was published has nothing staged any more, and may be published again. */
  private static void refuseNothing(RunContext context) {
    String run = context.run().id();
    if (context.staging().staged().isEmpty() && !context.releases().holds(run)) {
      throw TruecountException.invalid(
          new Problem(
              "nothing is staged",
              "run " + run,
              "there is nothing to publish",
              "run the steps before it with the same --interval"));
    }
  }

  private static void refuseUnchecked(RunContext context) {
    List<String> unchecked = context.approvals().missing(context.run().id(), context.staging());
    if (!unchecked.isEmpty()) {
      throw TruecountException.refused(
          List.of(
              new Problem(
                  "not checked since it was staged: " + String.join(", ", unchecked),
                  "run " + context.run().id(),
                  "a release holds only what its checks have passed",
                  "truecount run check with the same interval, then publish")));
    }
  }
}
