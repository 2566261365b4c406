/** Identity rules tried on a file of records, without a warehouse. */
@NullMarked
package io.truecount.identity.trial;

import org.jspecify.annotations.NullMarked;
