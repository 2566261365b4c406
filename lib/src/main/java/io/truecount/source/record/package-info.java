/** What every format gives: records, their places, and the reasons of refused ones. */
@NullMarked
package io.truecount.source.record;

import org.jspecify.annotations.NullMarked;
