package io.truecount.jobs.cli;

import io.truecount.jobs.cli.ErrorTranslator.Kind;
import java.util.regex.Pattern;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.filter.AbstractFilter;

/**
 * Denies log lines about values that could not be computed with, as Spark's messages repeat the
 * value. Spark ends each message with its SQLSTATE, also where only the text of an exception is
 * logged.
 */
final class ValueFilter extends AbstractFilter {
  private static final Pattern STATES = Pattern.compile("SQLSTATE: (22|21|23|39)");

  @Override
  public Result filter(LogEvent event) {
    boolean thrown =
        event.getThrown() != null
            && ErrorTranslator.of(Kind.DATA, ErrorTranslator.chain(event.getThrown())).isPresent();
    return thrown || STATES.matcher(event.getMessage().getFormattedMessage()).find()
        ? Result.DENY
        : Result.NEUTRAL;
  }
}
