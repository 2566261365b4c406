package io.truecount.error;

import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ErrorClassesJsonReader;
import org.apache.spark.SparkThrowable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What an exception may say in messages, logs and the ledger: names, types and places, never a
 * value of the data. Spark's and Delta's messages are written again from their templates, in which
 * only the parameters of a fixed list keep their text; of other exceptions only those of file
 * systems, whose messages name files, speak for themselves.
 */
public final class SafeMessage {
  /** Parameters that hold the name of something, a type, a place or a number of its metadata. */
  private static final Set<String> NAMES =
      Set.of(
          ("tableName table tableNameOrPath tableIdentifier relationName relationId viewName namespace"
                  + " catalogName database functionName function funcName routineName methodName"
                  + " className clazz columnName colName columnPath fieldName fieldNames objectName"
                  + " variableName constraintName name proposal suggestion alternative config"
                  + " ansiConfig configKey dataType targetType sourceType expectedType actualType"
                  + " inputType requiredType leftType rightType srcType toType typeName type left right"
                  + " parquetType columnType valueType keyType elementType mapType arrayType precision"
                  + " scale arraySize expectedNum actualNum numCols path paths filePath fileName file"
                  + " logPath tablePath sourcePath targetPath location version startVersion endVersion"
                  + " versionList versionToLoad checkpointVersion provider format mode joinType"
                  + " operator operation paramIndex ordinal index size line pos clauseName"
                  + " tableColumns dataColumns firstNumColumns invalidNumColumns")
              .split(" "));

  /** What Truecount's own code raises; definitions may not, so that it holds no value. */
  public static final String RAISED = "USER_RAISED_EXCEPTION";

  /** In place of a value. */
  public static final String HIDDEN = "…";

  private static final Pattern PARAMETER = Pattern.compile("<(\\w+)>");
  private static final Pattern SENTENCE = Pattern.compile("(?<=[.:])\\s+(?=[A-Z\\[])");

  /** Packages whose exceptions say which file could not be read or written, and why. */
  private static final List<String> FILE_SYSTEMS =
      List.of(
          "java.nio.file.",
          "org.apache.hadoop.fs.",
          "org.apache.hadoop.security.",
          "org.apache.hadoop.ipc.",
          "org.apache.iceberg.exceptions.");

  private static final ErrorClassesJsonReader TEMPLATES = templates();

  private SafeMessage() {}

  /** One line: the class's simple name where nothing else may be said. */
  public static String of(Throwable error) {
    if (error instanceof TruecountException known) {
      return String.valueOf(known.getMessage());
    }
    return said(error).orElseGet(() -> error.getClass().getSimpleName());
  }

  /** What the exception may say of itself, if anything. */
  public static Optional<String> said(Throwable error) {
    return error instanceof SparkThrowable spark && condition(spark).isPresent()
        ? Optional.of(String.join(" ", sentences(spark)))
        : isOfFileSystem(error)
            ? Optional.ofNullable(error.getMessage()).map(SafeMessage::firstLine)
            : Optional.empty();
  }

  /** Spark's name for what happened, such as {@code CAST_INVALID_INPUT}. */
  public static Optional<String> condition(SparkThrowable error) {
    return Optional.ofNullable(error.getCondition()).filter(SafeMessage::hasTemplate);
  }

  /** One with kinds of its own has texts for these only. */
  private static boolean hasTemplate(String condition) {
    return TEMPLATES.isValidErrorClass(condition)
        && TEMPLATES.errorInfoMap().apply(condition.split("\\.", -1)[0]).subClass().isDefined()
            == condition.contains(".");
  }

  /**
   * The sentences of Spark's message without values: the first says what, the others what to do.
   */
  public static List<String> sentences(SparkThrowable error) {
    String condition = condition(error).orElseThrow();
    Map<String, String> parameters = error.getMessageParameters();
    String text =
        PARAMETER
            .matcher(TEMPLATES.getMessageTemplate(condition))
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        condition.equals(RAISED)
                            ? parameters.getOrDefault(found.group(1), "")
                            : shown(found.group(1), parameters)));
    return Stream.of(SENTENCE.split(text.replaceAll("\\s+", " ").strip()))
        .filter(sentence -> !sentence.isBlank())
        .toList();
  }

  /** Whether a file system speaks: its message names a file and why it failed. */
  public static boolean isOfFileSystem(Throwable error) {
    String name = error.getClass().getName();
    return error.getClass() == IOException.class
        || name.equals("java.io.FileNotFoundException")
        || FILE_SYSTEMS.stream().anyMatch(name::startsWith);
  }

  private static String shown(String parameter, Map<String, String> values) {
    String value = values.getOrDefault(parameter, "");
    return NAMES.contains(parameter) ? value : value.isEmpty() ? "" : HIDDEN;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }

  private static ErrorClassesJsonReader templates() {
    List<URL> files =
        Stream.of("error/error-conditions.json", "error/delta-error-classes.json")
            .map(SafeMessage.class.getClassLoader()::getResource)
            .filter(Objects::nonNull)
            .toList();
    return new ErrorClassesJsonReader(CollectionConverters.asScala(files).toSeq());
  }
}
