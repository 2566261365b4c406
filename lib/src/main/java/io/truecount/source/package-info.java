/** The files of a lake, and the list of formats that sources may come in. */
@NullMarked
package io.truecount.source;

import org.jspecify.annotations.NullMarked;
