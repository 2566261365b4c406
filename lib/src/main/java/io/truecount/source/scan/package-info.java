/** A Spark connector over files that a parser of our own turns into rows. */
@NullMarked
package io.truecount.source.scan;

import org.jspecify.annotations.NullMarked;
