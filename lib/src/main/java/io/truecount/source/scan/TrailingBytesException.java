package io.truecount.source.scan;

import java.io.IOException;
import java.util.Locale;

/** The compressed content has come to its end, and is whole; something else follows it. */
final class TrailingBytesException extends IOException {
  private static final long serialVersionUID = 1L;

  TrailingBytesException(Compression compression) {
    super(
        "bytes follow the end of the %s data"
            .formatted(compression.name().toLowerCase(Locale.ROOT)));
  }
}
