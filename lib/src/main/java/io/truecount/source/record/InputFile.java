package io.truecount.source.record;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One file to read.
 *
 * @param uri where it is
 * @param name how people and tables call it: its path below the lake, or the URI
 * @param length bytes
 * @param modified when it was last written, as it was listed, milliseconds since 1970; 0: unknown
 * @param loadedAt load time, microseconds since 1970
 * @param wanted the requested records; a reader may omit others
 * @param damage why it is refused whole, as an attempt to read it has shown; null for any other
 */
public record InputFile(
    String uri,
    String name,
    long length,
    long modified,
    long loadedAt,
    Positions wanted,
    @Nullable String damage)
    implements Serializable {
  public InputFile {
    requireNonNull(uri);
    requireNonNull(name);
    requireNonNull(wanted);
  }

  /** All of a file. */
  public InputFile(String uri, String name, long length, long modified, long loadedAt) {
    this(uri, name, length, modified, loadedAt, Positions.ALL, null);
  }

  /** All of a file of which no more is known. */
  public InputFile(String uri, String name, long length, long loadedAt) {
    this(uri, name, length, 0, loadedAt);
  }

  /** Whether another listing has found the file as it was. */
  public boolean isSame(InputFile listed) {
    return length == listed.length && modified == listed.modified;
  }

  /** The same file for some of its records. */
  public InputFile only(Positions positions) {
    return new InputFile(uri, name, length, modified, loadedAt, positions, damage);
  }

  /** The same file, refused. */
  public InputFile refused(String why) {
    return new InputFile(uri, name, length, modified, loadedAt, wanted, why);
  }

  /** Load time. */
  public Instant loaded() {
    return Instant.EPOCH.plus(loadedAt, ChronoUnit.MICROS);
  }
}
