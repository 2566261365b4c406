package io.truecount.jobs.cli;

import java.util.Optional;
import org.apache.spark.sql.catalyst.trees.SQLQueryContext;

/** Which part of a project an error of Spark is about. */
public interface ErrorPlaces {
  /** Outside of any project. */
  ErrorPlaces NONE =
      new ErrorPlaces() {
        @Override
        public Optional<String> sql(SQLQueryContext context) {
          return Optional.empty();
        }

        @Override
        public Optional<String> table(String path) {
          return Optional.empty();
        }
      };

  /** {@code file:line} of the definition whose SQL failed. */
  Optional<String> sql(SQLQueryContext context);

  /** The warehouse's table whose file is named in a text. */
  Optional<String> table(String text);
}
