package io.truecount.jobs.nightly;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.truecount.customer.CustomerTables;
import io.truecount.model.Computation;
import io.truecount.model.Model;
import io.truecount.model.Model.Materialized;
import io.truecount.model.ModelHashes;
import io.truecount.model.ModelTables;
import io.truecount.model.RowByRow;
import io.truecount.model.Variables;
import io.truecount.table.Release;
import io.truecount.table.Touched;
import io.truecount.table.Touched.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Brings the models up to date, each after those that it reads. Of one whose rows each follow from
 * one event, the rows of changed events are computed and the others are taken over from the release
 * before; any other, and any whose definition has changed, is computed as a whole.
 */
final class ModelRun {
  /** What the step goes by besides the models, for people. */
  static final String DEFINITIONS = "Truecount, or the properties of events,";

  /** Why a model that is row by row is computed as a whole. */
  static final String CHANGED = "the model, or one that it reads, is new or changed";

  private final RunContext context;
  private final List<Model> models;
  private final Variables variables;
  private final SortedMap<String, Computation> computations;
  private final SortedMap<String, String> hashes;
  private final Basis basis;
  private final List<Touched> touched = new ArrayList<>();
  private final SortedMap<String, ModelUpdate> updates = new TreeMap<>();

  private ModelRun(RunContext context) {
    this.context = context;
    this.models = context.project().models().models();
    this.variables = Variables.of(context.run(), context.config().variables());
    this.computations = RowByRow.of(context.project().models(), variables);
    this.hashes = ModelHashes.of(context.project().models(), variables);
    this.basis =
        Basis.of(
            context, ModelsJob.NAME, List.of(ResolveJob.NAME), definition(context), DEFINITIONS);
  }

  /** Stages the tables of the models, and what steps after them go by. */
  static void of(RunContext context) {
    new ModelRun(context).run();
  }

  static String definition(RunContext context) {
    String events = CustomerTables.customerEvents(context.config().properties()).schema().json();
    return Hashing.sha256()
        .hashString(context.run().codeVersion() + "\n" + events, UTF_8)
        .toString();
  }

  private void run() {
    touched.addAll(basis.noted(ModelsJob.NAME, definition(context)));
    Optional<ChangedModels> changed =
        basis.match(
            all -> Optional.empty(),
            since -> ChangedModels.of(context, since.loads(), models, computations, variables));
    Views.tables(context);
    try {
      Set<String> known = known(context, hashes);
      models.forEach(model -> run(model, changed.filter(all -> known.contains(model.name()))));
      days();
    } finally {
      updates.values().forEach(ModelUpdate::close);
      changed.ifPresent(ChangedModels::close);
    }
    context.touches().note(ModelsJob.NAME, touched);
  }

  /** The models whose rows in the release before are those of the same definitions. */
  static Set<String> known(RunContext context, SortedMap<String, String> hashes) {
    Set<String> known = new TreeSet<>();
    Optional<Release> base = context.releases().base(context.run().id());
    List<Touched> before = base.map(context.touches()::of).orElseGet(List::of);
    for (Model model : context.project().models().models()) {
      boolean same = before.contains(hash(model, hashes));
      boolean there =
          model.materialized() == Materialized.VIEW
              || base.filter(release -> release.tables().containsKey(model.name())).isPresent();
      if (same && there) {
        known.add(model.name());
      }
    }
    return known;
  }

  private static Touched hash(Model model, SortedMap<String, String> hashes) {
    return Touched.definition(ModelsJob.NAME, model.name(), hashes.getOrDefault(model.name(), ""));
  }

  private void run(Model model, Optional<ChangedModels> changed) {
    touched.add(hash(model, hashes));
    Optional<ModelUpdate> update =
        changed
            .flatMap(all -> all.rows(model.name()))
            .flatMap(rows -> ModelUpdate.of(context, model, rows));
    update.ifPresent(its -> updates.put(model.name(), its));
    Dataset<Row> rows =
        update.isPresent() && model.materialized() == Materialized.TABLE
            ? context.staging().read(model.name())
            : computed(model);
    rows.createOrReplaceTempView(model.name());
    touched.addAll(update.map(its -> its.touched(model)).orElseGet(() -> whole(model, changed)));
  }

  private Dataset<Row> computed(Model model) {
    Dataset<Row> rows = context.spark().sql(variables.apply(model.sql()));
    if (model.materialized() == Materialized.VIEW) {
      return rows;
    }
    context.staging().overwrite(ModelTables.definition(model, rows.schema()), rows);
    return context.staging().read(model.name());
  }

  private List<Touched> whole(Model model, Optional<ChangedModels> changed) {
    if (model.materialized() == Materialized.VIEW) {
      return List.of();
    }
    long rows = context.staging().rows(model.name());
    return List.of(
        Touched.counted(ModelsJob.NAME, What.ROWS, model.name(), rows, why(model, changed)));
  }

  private String why(Model model, Optional<ChangedModels> changed) {
    Computation computation = computations.get(model.name());
    if (computation != null && !computation.isRowByRow()) {
      return computation.text();
    }
    return basis.match(
        Basis.Everything::why,
        since ->
            changed.isPresent()
                ? "the rows of the release before are not those of its events"
                : CHANGED);
  }

  /** What an earlier run has touched says nothing of this one. */
  private void days() {
    var table = ModelTables.touchedDays();
    List<Row> rows = new ArrayList<>();
    updates.forEach((model, update) -> rows.addAll(update.days(model)));
    context.staging().overwrite(table, context.spark().createDataFrame(rows, table.schema()));
  }
}
