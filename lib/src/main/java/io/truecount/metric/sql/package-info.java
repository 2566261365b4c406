/** Expressions, parsed fragments, and their text in each dialect. */
@NullMarked
package io.truecount.metric.sql;

import org.jspecify.annotations.NullMarked;
