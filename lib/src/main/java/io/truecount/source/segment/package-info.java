/** Segment and RudderStack calls. */
@NullMarked
package io.truecount.source.segment;

import org.jspecify.annotations.NullMarked;
