package io.truecount.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.util.QueryExecutionListener;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Spark did in a piece of work.
 *
 * @param scans how often each folder of files was read, by the folder's name
 * @param jobs how many jobs ran
 */
public record SparkWork(Map<String, Long> scans, long jobs) {
  public SparkWork {
    scans = Map.copyOf(scans);
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
    return new SparkWork(scans.counts, jobs.count.get());
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

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      count.incrementAndGet();
    }
  }

  private static final class Scans implements QueryExecutionListener {
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    @Override
    public void onSuccess(String function, QueryExecution execution, long nanoseconds) {
      count(execution.executedPlan());
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

    private static String name(Path path) {
      return path.getName();
    }
  }
}
