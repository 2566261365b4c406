/** What the commands share: options, output for people and programs, errors and exit codes. */
@NullMarked
package io.truecount.jobs.cli;

import org.jspecify.annotations.NullMarked;
