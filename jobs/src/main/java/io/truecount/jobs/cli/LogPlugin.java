package io.truecount.jobs.cli;

import java.util.Map;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilterable;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** Keeps values of the data out of the logs of Spark's driver and executors. */
public final class LogPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext context, PluginContext plugin) {
        install();
        return Map.of();
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> configuration) {
        install();
      }
    };
  }

  /**
   * Filters every appender, once in a process; a logging system that is not Log4j stays as it is.
   */
  private static void install() {
    if (org.apache.logging.log4j.LogManager.getContext(false) instanceof LoggerContext context) {
      context.getConfiguration().getAppenders().values().stream()
          .filter(AbstractFilterable.class::isInstance)
          .map(AbstractFilterable.class::cast)
          .filter(appender -> !(appender.getFilter() instanceof ValueFilter))
          .forEach(appender -> appender.addFilter(new ValueFilter()));
    }
  }
}
