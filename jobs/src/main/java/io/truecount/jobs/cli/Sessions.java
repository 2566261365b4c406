package io.truecount.jobs.cli;

import io.truecount.config.TableConfig;
import io.truecount.table.SessionSettings;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Starts Spark: embedded by default, on a cluster when spark-submit has named a master. Settings
 * that the caller gave stay, but for those that decide results, which are overridden: {@link
 * SessionSettings#meaning}.
 */
public final class Sessions {
  private static final String PLUGINS = "spark.plugins";

  private Sessions() {}

  /** A session that can read and write the project's tables. */
  public static SparkSession start(TableConfig tables) {
    SparkConf conf = plain();
    SessionSettings.extensions().forEach(conf::setIfMissing);
    SessionSettings.catalog(tables).forEach(conf::setIfMissing);
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** A session without Delta and Iceberg, which starts sooner, for plain files. */
  public static SparkSession files() {
    return SparkSession.builder().config(plain()).getOrCreate();
  }

  private static SparkConf plain() {
    SparkConf conf = new SparkConf();
    SessionSettings.meaning().forEach(conf::set);
    conf.setIfMissing("spark.app.name", "truecount");
    String plugins = conf.get(PLUGINS, "");
    if (!plugins.contains(LogPlugin.class.getName())) {
      conf.set(PLUGINS, (plugins.isEmpty() ? "" : plugins + ",") + LogPlugin.class.getName());
    }
    if (!conf.contains("spark.master")) {
      embedded(conf);
    }
    if (conf.get("spark.master").startsWith("local")) {
      SessionSettings.oneMachine(Runtime.getRuntime().availableProcessors())
          .forEach(conf::setIfMissing);
    }
    return conf;
  }

  /**
   * Inside this process: no ports to the outside, and no folder {@code spark-warehouse} wherever a
   * command is run; Spark makes one for tables without a place, which there are none of.
   */
  private static void embedded(SparkConf conf) {
    conf.set("spark.master", "local[*]")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.ui.enabled", "false")
        .set("spark.ui.showConsoleProgress", "false")
        .setIfMissing("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"));
  }
}
