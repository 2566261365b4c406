/** The format Parquet. */
@NullMarked
package io.truecount.source.parquet;

import org.jspecify.annotations.NullMarked;
