package io.truecount.source.parquet;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.truecount.config.SourceConfig;
import io.truecount.source.mapping.ColumnPath;
import io.truecount.source.mapping.RowLayout;
import io.truecount.source.parquet.ParquetFooters.Footer;
import io.truecount.source.parquet.ParquetTypes.Unread;
import io.truecount.source.record.InputFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;

/**
 * Sorts Parquet files of one source into groups that are read together: their columns have the same
 * types, where they have them, so that nothing is converted to a type that all files share. Files
 * that gained or lost a column are of one group; mostly there is only one.
 */
final class ParquetGroups implements Footer.Visitor {
  /** Each group is a part of Spark's plan. */
  private static final int MOST_GROUPS = 50;

  /** As many columns as one plan takes without trouble; a single file may have more. */
  private static final int MOST_COLUMNS = 1_000;

  /** Files of one shape. */
  static final class Group {
    private final Set<String> missing;
    private final List<InputFile> files = new ArrayList<>();
    private ParquetShape shape;

    private Group(ParquetShape shape, Set<String> missing) {
      this.shape = shape;
      this.missing = missing;
    }

    ParquetShape shape() {
      return shape;
    }

    List<InputFile> files() {
      return files;
    }

    private boolean takes(ParquetShape other, Set<String> otherMissing) {
      return missing.equals(otherMissing)
          && shape.agreesWith(other)
          && shape.plus(other).size() <= MOST_COLUMNS;
    }
  }

  private final SourceConfig source;
  private final RowLayout layout;
  private final ParquetToSparkSchemaConverter spark;
  private final List<Group> groups = new ArrayList<>();
  private final Map<ParquetShape, Group> known = new HashMap<>();
  private final List<Footer.Unreadable> refused = new ArrayList<>();

  ParquetGroups(SourceConfig source, ParquetToSparkSchemaConverter spark) {
    this.source = source;
    this.layout = RowLayout.of(source);
    this.spark = spark;
  }

  List<Group> groups() {
    return groups;
  }

  /** The files that are not read, and why. */
  List<Footer.Unreadable> refused() {
    return refused;
  }

  @Override
  public void unreadable(Footer.Unreadable footer) {
    refused.add(footer);
  }

  @Override
  public void whole(Footer.Whole file) {
    try {
      ParquetShape shape = ParquetShape.of(file.schema(), spark);
      Group group = known.get(shape);
      if (group == null) {
        group = group(shape);
        known.put(shape, group);
      }
      group.files.add(file.file());
    } catch (Unread e) {
      refused.add(new Footer.Unreadable(file.file(), String.valueOf(e.getMessage())));
    }
  }

  private Group group(ParquetShape shape) throws Unread {
    Optional<String> problem = ParquetMapping.problem(source, shape.given());
    if (problem.isPresent()) {
      throw new Unread(problem.get(), null);
    }
    Set<String> missing =
        layout.eventPaths().stream()
            .filter(path -> ColumnPath.of(shape.given(), path).isEmpty())
            .collect(toUnmodifiableSet());
    for (Group group : groups) {
      if (group.takes(shape, missing)) {
        group.shape = group.shape.plus(shape);
        return group;
      }
    }
    if (groups.size() == MOST_GROUPS) {
      throw new Unread(
          ("the types of its columns differ from those of %d other groups of files, which is the"
                  + " most that one run reads: write columns of one name with one type, or load"
                  + " fewer files at a time")
              .formatted(MOST_GROUPS),
          null);
    }
    Group group = new Group(shape, missing);
    groups.add(group);
    return group;
  }
}
