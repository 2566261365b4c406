/** The commands of the command line, one class each. */
@NullMarked
package io.truecount.jobs.command;

import org.jspecify.annotations.NullMarked;
