package io.truecount.project;

import io.truecount.audience.Audience;
import io.truecount.audience.AudiencePlanner;
import io.truecount.error.Problems;
import io.truecount.metric.CustomerEventsSql;
import io.truecount.metric.manifest.SavedQuery;
import io.truecount.metric.manifest.SavedQuery.Export;
import io.truecount.metric.plan.Plan;
import io.truecount.metric.plan.Planner;
import io.truecount.metric.query.SavedQueries;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Finds published views over tables that are not stored: other engines read files.
 *
 * @param stored the names of all stored tables
 */
record ViewSources(Project project, Set<String> stored, Problems problems) {
  /** A saved query that is exported as a view. */
  void view(SavedQuery saved) {
    if (saved.exports().stream().anyMatch(Export::view)) {
      Planner planner = project.planner();
      onlyStored(
          "saved query \"%s\" is exported as a view".formatted(saved.name()),
          planner.plan(SavedQueries.query(planner.manifest(), saved)),
          saved.where(),
          "export_as: table");
    }
  }

  /** The definition of an audience; which tables it reads does not depend on the instant. */
  void definition(Audience audience) {
    onlyStored(
        "the definition of audience %s is published as a view".formatted(audience.name()),
        AudiencePlanner.plan(
            List.of(audience), project.audiences(), project.planner(), Instant.EPOCH),
        audience.place(),
        "test what is stored");
  }

  void onlyStored(String what, Plan plan, String where, String otherwise) {
    for (String table : CustomerEventsSql.stored(plan.tables())) {
      if (!stored.contains(table)) {
        problems.add(
            "%s over \"%s\", which is not stored".formatted(what, table),
            where,
            "set materialized: table in the model, or " + otherwise);
      }
    }
  }
}
