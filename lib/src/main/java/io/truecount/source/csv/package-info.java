/** The format CSV. */
@NullMarked
package io.truecount.source.csv;

import org.jspecify.annotations.NullMarked;
