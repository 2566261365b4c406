/** Checks, table statistics, the run ledger and parity between engines. */
@NullMarked
package io.truecount.quality;

import org.jspecify.annotations.NullMarked;
