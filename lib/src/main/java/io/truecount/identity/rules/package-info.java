/**
 * Which identifiers are of one customer, by rules: the constrained union of edges in a total order.
 * Without Spark, so that a component is resolved by one task, a command or a test alike.
 */
@NullMarked
package io.truecount.identity.rules;

import org.jspecify.annotations.NullMarked;
