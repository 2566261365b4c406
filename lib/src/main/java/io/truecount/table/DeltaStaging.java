package io.truecount.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import com.google.common.hash.Hashing;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Prepared commits: a run writes data files into the table's folder, where no reader looks until
 * the log names them, and keeps the log entry aside. Publishing commits that entry. See
 * docs/adr/0002-write-audit-publish.md.
 */
final class DeltaStaging implements Staging {
  private final DeltaStore store;
  private final PreparedCommits prepared;

  /** The application that a release is recorded under in each table's log: the run's own. */
  private final String application;

  DeltaStaging(DeltaStore store, Path folder) {
    this.store = store;
    this.application = "truecount " + folder.getName();
    this.prepared = new PreparedCommits(store.hadoop(), folder);
  }

  @Override
  public void overwrite(TableDefinition table, Dataset<Row> rows) {
    Dataset<Row> required = table.require(rows);
    Snapshot base = begin(table);
    Optional<Metadata> metadata = retyped(base, table);
    List<AddFile> added = write(table.name(), base, metadata, required);
    discard(table.name());
    prepared.save(
        table.name(), new PreparedCommit(base.version(), true, metadata, List.of(), added));
  }

  @Override
  public void replace(TableDefinition table, Slice slice, Dataset<Row> rows) {
    Dataset<Row> required = table.require(rows);
    Snapshot base = begin(table);
    Schemas.refuseRetyped(table.name(), base.schema(), table.schema());
    Column inside = slice.condition();
    List<AddFile> touched =
        store.files(table.name(), base).isEmpty() ? List.of() : filesWith(base, inside);
    Dataset<Row> kept = store.frame(base, touched).filter(not(coalesce(inside, lit(false))));
    List<AddFile> added = new ArrayList<>(write(table.name(), base, Optional.empty(), required));
    if (!touched.isEmpty() && !kept.isEmpty()) {
      added.addAll(write(table.name(), base, Optional.empty(), kept));
    }
    List<String> removed = touched.stream().map(AddFile::path).toList();
    discard(table.name());
    prepared.save(
        table.name(), new PreparedCommit(base.version(), false, Optional.empty(), removed, added));
  }

  @Override
  public Dataset<Row> read(String table) {
    return prepared
        .find(table)
        .map(commit -> frame(table, commit, visible(table, commit)))
        .orElseGet(() -> readPublished(table));
  }

  @Override
  public Dataset<Row> readAdded(String table) {
    PreparedCommit commit = prepared.find(table).orElseThrow();
    return frame(table, commit, commit.added());
  }

  private Dataset<Row> frame(String table, PreparedCommit commit, List<AddFile> files) {
    return commit
        .metadata()
        .map(retyped -> store.frame(table, retyped.schema(), files))
        .orElseGet(() -> store.frame(store.at(table, commit.baseVersion()), files));
  }

  private List<AddFile> visible(String table, PreparedCommit commit) {
    return commit.visible(() -> store.files(table, store.at(table, commit.baseVersion())));
  }

  @Override
  public Dataset<Row> readPublished(String table) {
    return store.read(table);
  }

  @Override
  public Dataset<Row> readPublished(String table, Slice slice) {
    Snapshot now = store.snapshot(table);
    return store.frame(now, filesWith(now, slice.condition())).filter(slice.condition());
  }

  @Override
  public boolean exists(String table) {
    return store.exists(table);
  }

  @Override
  public List<String> dataFiles(String table) {
    return store.paths(table, files(table));
  }

  @Override
  public long rows(String table) {
    List<AddFile> files = files(table);
    return files.stream().allMatch(file -> file.numLogicalRecords().isDefined())
        ? files.stream().mapToLong(file -> (long) file.numLogicalRecords().get()).sum()
        : read(table).count();
  }

  private List<AddFile> files(String table) {
    return prepared
        .find(table)
        .map(commit -> visible(table, commit))
        .orElseGet(() -> store.files(table, store.snapshot(table)));
  }

  @Override
  public List<String> staged() {
    return prepared.tables();
  }

  @Override
  public String stagedVersion(String table) {
    String commit = prepared.find(table).orElseThrow().toJson();
    return Hashing.sha256().hashString(commit, StandardCharsets.UTF_8).toString();
  }

  @Override
  public boolean isOvertaken(String table, long release) {
    Snapshot now = store.snapshot(table);
    long base = prepared.find(table).orElseThrow().baseVersion();
    return now.version() != base && !published(now, release);
  }

  @Override
  public void discard(String table) {
    prepared.find(table).ifPresent(commit -> deleteUnpublished(table, commit));
    prepared.delete(table);
  }

  @Override
  public String publish(String table, long release) {
    prepared.find(table).ifPresent(commit -> publish(table, commit, release));
    prepared.delete(table);
    return store.version(table);
  }

  @Override
  public SortedMap<String, String> publish(List<String> tables, long release) {
    SortedMap<String, String> versions = new ConcurrentSkipListMap<>();
    Concurrently.forEach(
        store.session(), tables, table -> versions.put(table, publish(table, release)));
    return versions;
  }

  private void publish(String table, PreparedCommit commit, long release) {
    Snapshot now = store.snapshot(table);
    if (now.version() == commit.baseVersion()) {
      commit(table, now, commit, release);
    } else if (!published(now, release)) {
      throw overtaken(table, commit.baseVersion(), now.version());
    }
  }

  private Snapshot begin(TableDefinition table) {
    store.ensure(table);
    return store.snapshot(table.name());
  }

  /** The table's metadata with the types of the definition, where they differ. */
  private static Optional<Metadata> retyped(Snapshot base, TableDefinition table) {
    if (Schemas.retyped(base.schema(), table.schema()).isEmpty()) {
      return Optional.empty();
    }
    Metadata now = base.metadata();
    TableDefinition all = table.withStored(base.schema());
    return Optional.of(
        now.copy(
            now.id(),
            now.name(),
            now.description(),
            now.format(),
            all.schema().json(),
            now.partitionColumns(),
            configuration(now, DeltaStore.statistics(all)),
            now.createdTime()));
  }

  private static scala.collection.immutable.Map<String, String> configuration(
      Metadata metadata, String statistics) {
    Map<String, String> changed =
        new TreeMap<>(CollectionConverters.asJava(metadata.configuration()));
    changed.put(DeltaStore.STATISTICS, statistics);
    return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(changed));
  }

  private List<AddFile> write(
      String table, Snapshot base, Optional<Metadata> metadata, Dataset<Row> rows) {
    OptimisticTransaction txn =
        store.log(table).startTransaction(Option.empty(), Option.apply(base));
    metadata.ifPresent(txn::updateMetadataForTableOverwrite);
    StructType schema = metadata.map(Metadata::schema).orElse(base.schema());
    Seq<FileAction> actions = txn.writeFiles(Schemas.conform(rows, schema));
    return CollectionConverters.asJava(actions).stream().map(AddFile.class::cast).toList();
  }

  private void commit(String table, Snapshot base, PreparedCommit commit, long release) {
    List<Action> actions = new ArrayList<>();
    actions.add(new SetTransaction(application, release, Option.empty()));
    commit.removed(store.files(table, base)).forEach(file -> actions.add(file.remove()));
    actions.addAll(commit.added());
    OptimisticTransaction txn =
        store.log(table).startTransaction(Option.empty(), Option.apply(base));
    commit.metadata().ifPresent(txn::updateMetadataForTableOverwrite);
    txn.commit(
        seq(actions),
        new DeltaOperations.Write(
            SaveMode.Overwrite,
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty()));
  }

  private boolean published(Snapshot snapshot, long release) {
    Option<Object> version = snapshot.transactions().get(application);
    return version.isDefined() && ((Number) version.get()).longValue() >= release;
  }

  private List<AddFile> filesWith(Snapshot base, Column condition) {
    LogicalPlan resolved =
        store.frame(base, List.of()).filter(condition).queryExecution().analyzed();
    Seq<Expression> filters = seq(List.of(((Filter) resolved).condition()));
    return CollectionConverters.asJava(base.filesForScan(filters, true).files());
  }

  /** Where the table has not moved since, nothing of the commit can be in its log. */
  private void deleteUnpublished(String table, PreparedCommit commit) {
    Snapshot now = store.snapshot(table);
    Set<String> live = new HashSet<>();
    if (now.version() != commit.baseVersion()) {
      store.files(table, now).forEach(file -> live.add(file.path()));
    }
    try {
      for (AddFile file : commit.added()) {
        if (!live.contains(file.path())) {
          Path path = new Path(java.net.URI.create(file.path()));
          store.fileSystem().delete(new Path(store.path(table), path), false);
        }
      }
    } catch (IOException e) {
      throw SmallFiles.failed("cannot delete", store.path(table), e);
    }
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  private static TruecountException overtaken(String table, long base, long now) {
    return TruecountException.failed(
        new Problem(
            "the table moved from version %d to %d since this run began".formatted(base, now),
            "table " + table,
            "publishing would undo what the other writer published",
            "run the interval again, from ingest on"));
  }
}
