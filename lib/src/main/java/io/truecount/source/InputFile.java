package io.truecount.source;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One file to read.
 *
 * @param uri where it is
 * @param name how people and tables call it: its path below the lake, or the URI
 * @param length bytes
 * @param loadedAt load time, microseconds since 1970
 */
public record InputFile(String uri, String name, long length, long loadedAt)
    implements Serializable {
  public InputFile {
    requireNonNull(uri);
    requireNonNull(name);
  }
}
