/** One row per customer by survivorship, and the attribution of events to customers. */
@NullMarked
package io.truecount.customer;

import org.jspecify.annotations.NullMarked;
