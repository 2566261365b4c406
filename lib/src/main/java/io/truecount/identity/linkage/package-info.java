/**
 * Probabilistic links: records of people that share no identifier, compared by the model of Fellegi
 * and Sunter ("A Theory for Record Linkage", 1969), as Splink does. The mathematics are free of
 * Spark: {@link io.truecount.identity.linkage.Comparer}, {@link
 * io.truecount.identity.linkage.LinkageModel}, {@link
 * io.truecount.identity.linkage.ExpectationMaximization}.
 */
@NullMarked
package io.truecount.identity.linkage;

import org.jspecify.annotations.NullMarked;
