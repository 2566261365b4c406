/** Opens a warehouse, and asks a published release. */
@NullMarked
package io.truecount.jobs.release;

import org.jspecify.annotations.NullMarked;
