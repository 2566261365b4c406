/** Audience definitions, members and sizes. */
@NullMarked
package io.truecount.audience;

import org.jspecify.annotations.NullMarked;
