package io.truecount.source;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One file to read.
 *
 * @param uri where it is
 * @param name how people and tables call it: its path below the lake, or the URI
 * @param length bytes
 * @param loadedAt load time, microseconds since 1970
 * @param wanted the records that are asked for; others need not be given
 */
public record InputFile(String uri, String name, long length, long loadedAt, Positions wanted)
    implements Serializable {
  public InputFile {
    requireNonNull(uri);
    requireNonNull(name);
    requireNonNull(wanted);
  }

  /** All of a file. */
  public InputFile(String uri, String name, long length, long loadedAt) {
    this(uri, name, length, loadedAt, Positions.ALL);
  }

  /** The same file for some of its records. */
  public InputFile only(Positions positions) {
    return new InputFile(uri, name, length, loadedAt, positions);
  }

  /** Load time. */
  public Instant loaded() {
    return Instant.EPOCH.plus(loadedAt, ChronoUnit.MICROS);
  }
}
