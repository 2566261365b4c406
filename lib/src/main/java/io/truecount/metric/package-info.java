/** The metric layer: manifest, query, plan, SQL text. */
@NullMarked
package io.truecount.metric;

import org.jspecify.annotations.NullMarked;
