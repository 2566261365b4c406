/** The canonical event, contracts, deduplication and quarantine. */
@NullMarked
package io.truecount.event;

import org.jspecify.annotations.NullMarked;
