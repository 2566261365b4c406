package io.truecount.testkit;

import io.truecount.config.TableConfig;
import io.truecount.table.SessionSettings;
import org.apache.spark.sql.SparkSession;

/**
 * The one local session of a module's tests. It lives until the JVM ends; tests must not stop it,
 * and set no session configuration without setting it back.
 */
public final class SharedSpark {
  private SharedSpark() {}

  public static SparkSession session() {
    return Holder.SESSION;
  }

  /** A session of its own catalogs and views on the shared engine, for tables in a warehouse. */
  public static SparkSession session(TableConfig config) {
    SparkSession own = session().newSession();
    SessionSettings.catalog(config).forEach(own.conf()::set);
    SparkSession.setActiveSession(own);
    return own;
  }

  private static final class Holder {
    static final SparkSession SESSION = start();

    private static SparkSession start() {
      SparkSession.Builder builder =
          SparkSession.builder()
              .master("local[2]")
              .appName("truecount-tests")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1");
      SessionSettings.oneMachine(2).forEach(builder::config);
      SessionSettings.meaning().forEach(builder::config);
      SessionSettings.extensions().forEach(builder::config);
      return builder.getOrCreate();
    }
  }
}
