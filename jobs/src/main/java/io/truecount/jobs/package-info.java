/** The entry point of the command line and of spark-submit. */
@NullMarked
package io.truecount.jobs;

import org.jspecify.annotations.NullMarked;
