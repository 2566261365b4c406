@NullMarked
package io.truecount.jobs;

import org.jspecify.annotations.NullMarked;
