/** Data for the benchmarks: made by formula, the same on every machine. */
@NullMarked
package io.truecount.jobs.bench;

import org.jspecify.annotations.NullMarked;
