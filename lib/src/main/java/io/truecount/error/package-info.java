/** What went wrong, where, why it matters and what to do about it; the one exception family. */
@NullMarked
package io.truecount.error;

import org.jspecify.annotations.NullMarked;
