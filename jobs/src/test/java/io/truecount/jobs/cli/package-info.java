@NullMarked
package io.truecount.jobs.cli;

import org.jspecify.annotations.NullMarked;
