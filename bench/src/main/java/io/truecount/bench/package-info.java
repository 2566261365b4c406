/** Data for the benchmarks, made by formula and the same on every machine, and what they run. */
@NullMarked
package io.truecount.bench;

import org.jspecify.annotations.NullMarked;
