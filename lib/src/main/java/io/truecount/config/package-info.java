/** Typed records read from HOCON; every error at once, with file and line. */
@NullMarked
package io.truecount.config;

import org.jspecify.annotations.NullMarked;
