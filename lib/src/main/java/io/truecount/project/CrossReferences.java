package io.truecount.project;

import io.truecount.audience.Audience;
import io.truecount.audience.AudienceModels;
import io.truecount.audience.AudiencePlanner;
import io.truecount.audience.AudienceTables;
import io.truecount.audience.AudienceViews;
import io.truecount.audience.EvaluationOrder;
import io.truecount.config.Allowance;
import io.truecount.config.ChecksConfig;
import io.truecount.config.Locations;
import io.truecount.config.SuppressionConfig;
import io.truecount.customer.CustomerTables;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.manifest.SavedQuery.Export;
import io.truecount.metric.manifest.SemanticModel;
import io.truecount.metric.manifest.TableName;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.MetricQuery;
import io.truecount.model.Model;
import io.truecount.quality.Ledger;
import io.truecount.table.Releases;
import io.truecount.table.TableDefinition;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds names that one part of a project uses and no other defines, or that two define. */
final class CrossReferences {
  /** Tables that no model can read, whose names are taken all the same. */
  private static final List<String> UNREADABLE =
      Stream.of(
              AudienceTables.measures(),
              Releases.TABLE,
              Ledger.RUNS,
              Ledger.CHECKS,
              Ledger.TABLE_STATS)
          .map(TableDefinition::name)
          .toList();

  private final Project project;
  private final Problems problems;
  private final Set<String> stored;
  private final Set<String> readable;
  private final ViewSources sources;

  private CrossReferences(Project project, Problems problems) {
    this.project = project;
    this.problems = problems;
    this.stored = project.stored();
    this.readable = project.readable();
    this.sources = new ViewSources(project, stored, problems);
    project.models().models().forEach(this::add);
  }

  /** What needs plans is looked at only when nothing else is wrong. */
  static void check(Project project, Problems problems) {
    CrossReferences check = new CrossReferences(project, problems);
    check.tables();
    check.exports();
    project.audiences().forEach(check::dimension);
    project.config().checks().rows().forEach(check::rows);
    project.config().checks().sizeAllowances().forEach(check::allowance);
    project.config().suppressions().forEach(check::suppression);
    if (problems.isEmpty()) {
      EvaluationOrder.check(project.manifest(), project.audiences(), problems);
      project.audiences().forEach(check.sources::definition);
      project.manifest().savedQueries().forEach(check.sources::view);
      project.config().checks().parity().forEach(check::parity);
    }
  }

  private void add(Model model) {
    model
        .references()
        .forEach(
            (table, line) ->
                history(
                    "model " + model.name(), table, Locations.shown(model.file()) + ":" + line));
    readable.add(model.name());
    if (UNREADABLE.contains(model.name())) {
      problems.add(
          "there is a table %s already".formatted(model.name()),
          Locations.shown(model.file()),
          "give the model another name");
    }
  }

  private void tables() {
    project
        .manifest()
        .models()
        .forEach(m -> table("semantic model \"%s\"".formatted(m.name()), m.table(), m.where()));
    project.manifest().spines().forEach(s -> table("a time spine", s.table(), s.where()));
  }

  /** What the nightly writes only for traits with a history. */
  private void history(String reader, String table, String where) {
    if (table.equals(CustomerTables.CUSTOMERS_HISTORY) && !stored.contains(table)) {
      problems.add(
          "%s reads %s, and no trait has a history".formatted(reader, table),
          where,
          "set history = true in the traits of customers.traits that it is about");
    }
  }

  private void table(String reader, TableName table, String where) {
    history(reader, table.name(), where);
    if (!table.name().isEmpty()) {
      known(reader + " reads an unknown table", table.name(), readable, where);
    }
  }

  /** An audience is a dimension of the customer, whose name no other model may give it. */
  private void dimension(Audience audience) {
    for (SemanticModel model : project.manifest().models()) {
      boolean ofCustomer =
          model.entity(AudienceModels.CUSTOMER).filter(e -> e.type().joinable()).isPresent();
      if (ofCustomer
          && !model.name().equals(AudienceModels.FLAGS)
          && model.dimension(audience.name()).isPresent()) {
        problems.add(
            "%s__%s is an audience, and a dimension of semantic model \"%s\""
                .formatted(AudienceModels.CUSTOMER, audience.name(), model.name()),
            audience.place(),
            "rename one of the two: a filter by it could mean either");
      }
    }
  }

  private boolean known(String what, String name, Collection<String> known, String where) {
    if (!known.contains(name)) {
      problems.add("%s \"%s\"".formatted(what, name), where, Suggestion.remedy(name, known));
    }
    return known.contains(name);
  }

  private void exports() {
    Set<String> taken = new TreeSet<>(readable);
    taken.addAll(UNREADABLE);
    for (SavedQuery saved : project.manifest().savedQueries()) {
      for (Export export : saved.exports()) {
        export(saved, export.alias(), taken);
      }
    }
    project.audiences().forEach(audience -> definition(audience, taken));
  }

  /** Every release has the definition of an audience as a view. */
  private void definition(Audience audience, Set<String> taken) {
    String view = AudienceViews.name(audience);
    if (!taken.add(view)) {
      problems.add(
          "the definition of audience %s is published as the view %s, and there is a table, model"
                  .formatted(audience.name(), view)
              + " or export of this name",
          audience.place(),
          "rename the audience, or the other");
    }
  }

  private void export(SavedQuery saved, String name, Set<String> taken) {
    if (!TableDefinition.isName(name)) {
      problems.add(
          "saved query \"%s\" is exported as \"%s\", which cannot name a table"
              .formatted(saved.name(), name),
          saved.where(),
          "name the export, or its alias, in snake_case");
    } else if (!taken.add(name)) {
      problems.add(
          "saved query \"%s\" is exported as \"%s\", which exists already"
              .formatted(saved.name(), name),
          saved.where(),
          "give the export an alias that is no table, model or other export");
    }
  }

  private void rows(ChecksConfig.MinRows rows) {
    known("checks.rows counts an unknown table", rows.table(), stored, rows.where());
  }

  private void suppression(SuppressionConfig list) {
    String who = "suppression %s ".formatted(list.name());
    if (!list.table().isEmpty()) {
      known(who + "reads an unknown table", list.table(), readable, list.where());
    }
    list.audiences()
        .forEach(name -> audience(who + "is of an unknown audience", name, list.where()));
  }

  private void allowance(Allowance allowance) {
    String what = "checks.audience-size.allow names an unknown audience";
    audience(what, allowance.name(), allowance.where());
  }

  private void audience(String what, String name, String where) {
    List<String> audiences = project.audiences().stream().map(Audience::name).toList();
    if (!audiences.isEmpty() || problems.isEmpty()) { // else they may not have been read
      known(what, name, audiences, where);
    }
  }

  private void parity(ChecksConfig.Parity parity) {
    String who = "parity %s counts an unknown ".formatted(parity.name());
    List<String> audiences = project.audiences().stream().map(Audience::name).toList();
    known(who + "audience", parity.audience(), audiences, parity.where());
    List<String> metrics = project.manifest().metricNames();
    if (known(who + "metric", parity.metric(), metrics, parity.where())) {
      total(parity);
    }
  }

  private void total(ChecksConfig.Parity parity) {
    Planner planner = project.planner();
    if (planner.canBeTotalled(parity.metric())) {
      sources.onlyStored(
          "parity %s compares engines".formatted(parity.name()),
          compared(parity),
          parity.where(),
          "take the parity out");
    } else {
      problems.add(
          "parity %s counts metric \"%s\", which has no value over all time"
              .formatted(parity.name(), parity.metric()),
          parity.where(),
          "name a metric without a window, a period to date or an offset");
    }
  }

  /** What DuckDB evaluates: the definition of the audience, or that of another metric. */
  private Plan compared(ChecksConfig.Parity parity) {
    Planner planner = project.planner();
    return parity.metric().equals(parity.audience())
        ? AudiencePlanner.plan(
            project.audience(parity.audience()).stream().toList(),
            project.audiences(),
            planner,
            Instant.EPOCH)
        : planner.plan(MetricQuery.of(List.of(parity.metric()), List.of()));
  }
}
