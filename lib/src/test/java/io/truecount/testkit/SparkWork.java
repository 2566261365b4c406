package io.truecount.testkit;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.columnar.InMemoryTableScanExec;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart;
import org.apache.spark.sql.util.QueryExecutionListener;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Spark did in a piece of work.
 *
 * @param scans how often each folder of files was read, by the folder's name
 * @param jobs how many jobs ran
 * @param rows how many rows were read from each folder, also into memory
 * @param written how many rows were written to files
 * @param executions how many queries and commands Spark SQL executed
 * @param files how many data files were read from each table or folder, also into memory
 * @param bytes how large these files are
 */
public record SparkWork(
    Map<String, Long> scans,
    long jobs,
    Map<String, Long> rows,
    long written,
    long executions,
    Map<String, Long> files,
    Map<String, Long> bytes) {
  public SparkWork {
    scans = Map.copyOf(scans);
    rows = Map.copyOf(rows);
    files = Map.copyOf(files);
    bytes = Map.copyOf(bytes);
  }

  /** How many rows were read of a folder. */
  public long rows(String folder) {
    return rows.getOrDefault(folder, 0L);
  }

  /** How often the files of a folder were read. */
  public long scans(String folder) {
    return scans.getOrDefault(folder, 0L);
  }

  /** Counts what a piece of work makes Spark do in this session. */
  public static SparkWork of(SparkSession spark, Runnable work) {
    Scans scans = new Scans();
    Jobs jobs = new Jobs();
    settle(spark);
    spark.listenerManager().register(scans);
    spark.sparkContext().addSparkListener(jobs);
    try {
      work.run();
      settle(spark);
    } finally {
      spark.listenerManager().unregister(scans);
      spark.sparkContext().removeSparkListener(jobs);
    }
    return new SparkWork(
        scans.counts,
        jobs.count.get(),
        scans.sums("numOutputRows", "numOutputRows"),
        jobs.written.get(),
        jobs.executions.get(),
        scans.sums("numFiles", "resultDataFiles"),
        scans.sums("filesSize", "totalDataFileSize"));
  }

  /** Listeners hear of work a little later. */
  private static void settle(SparkSession spark) {
    try {
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Jobs extends SparkListener {
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong executions = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskMetrics() != null) {
        written.addAndGet(end.taskMetrics().outputMetrics().recordsWritten());
      }
    }

    @Override
    public void onOtherEvent(SparkListenerEvent event) {
      if (event instanceof SparkListenerSQLExecutionStart) {
        executions.incrementAndGet();
      }
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      count.incrementAndGet();
    }
  }

  private static final class Scans implements QueryExecutionListener {
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private final Set<SparkPlan> all =
        Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    /**
     * The sums of a metric by table or folder. What is read into memory is read once, however often
     * it is used.
     *
     * @param metric its name at files
     * @param ofTables its name at tables that are read through their connector, as Iceberg's are
     */
    Map<String, Long> sums(String metric, String ofTables) {
      Map<String, Long> sums = new TreeMap<>();
      for (SparkPlan plan : all) {
        if (plan instanceof FileSourceScanExec scan) {
          long read = scan.metrics().apply(metric).value();
          CollectionConverters.asJava(scan.relation().location().rootPaths())
              .forEach(path -> sums.merge(name(path), read, Long::sum));
        } else if (plan instanceof BatchScanExec scan && scan.metrics().contains(ofTables)) {
          String table = scan.table().name();
          sums.merge(
              table.substring(table.lastIndexOf('.') + 1),
              scan.metrics().apply(ofTables).value(),
              Long::sum);
        }
      }
      return sums;
    }

    @Override
    public void onSuccess(String function, QueryExecution execution, long nanoseconds) {
      count(execution.executedPlan());
      gather(execution.executedPlan());
    }

    @Override
    public void onFailure(String function, QueryExecution execution, Exception failure) {}

    /** What is read again from an exchange or from memory is not read from the file. */
    private void count(SparkPlan plan) {
      if (plan instanceof AdaptiveSparkPlanExec adaptive) {
        count(adaptive.executedPlan());
      } else if (plan instanceof QueryStageExec stage) {
        count(stage.plan());
      } else if (plan instanceof FileSourceScanExec scan) {
        CollectionConverters.asJava(scan.relation().location().rootPaths())
            .forEach(path -> counts.merge(name(path), 1L, Long::sum));
      } else {
        CollectionConverters.asJava(plan.children()).forEach(this::count);
      }
    }

    private void gather(SparkPlan plan) {
      if (plan instanceof AdaptiveSparkPlanExec adaptive) {
        gather(adaptive.executedPlan());
      } else if (plan instanceof QueryStageExec stage) {
        gather(stage.plan());
      } else if (plan instanceof InMemoryTableScanExec scan) {
        gather(scan.relation().cacheBuilder().cachedPlan());
      } else if (plan instanceof FileSourceScanExec || plan instanceof BatchScanExec) {
        all.add(plan);
      } else {
        CollectionConverters.asJava(plan.children()).forEach(this::gather);
      }
      CollectionConverters.asJava(plan.subqueries()).forEach(this::gather);
    }

    private static String name(Path path) {
      return path.getName();
    }
  }
}
