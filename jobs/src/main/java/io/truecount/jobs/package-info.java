/** The command line and one thin class per job. */
@NullMarked
package io.truecount.jobs;

import org.jspecify.annotations.NullMarked;
