/** SQL models and the order in which they run. */
@NullMarked
package io.truecount.model;

import org.jspecify.annotations.NullMarked;
