/** A JSON scanner that takes only what is asked for. */
@NullMarked
package io.truecount.source.json;

import org.jspecify.annotations.NullMarked;
