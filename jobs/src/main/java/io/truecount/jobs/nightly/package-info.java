/** The nightly: its steps, what runs them, and what they report. */
@NullMarked
package io.truecount.jobs.nightly;

import org.jspecify.annotations.NullMarked;
