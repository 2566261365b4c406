/** One reader per input format; each gives records of canonical events. */
@NullMarked
package io.truecount.source;

import org.jspecify.annotations.NullMarked;
