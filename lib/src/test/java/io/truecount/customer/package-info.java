/** Tests of {@code io.truecount.customer}. */
@org.jspecify.annotations.NullUnmarked
package io.truecount.customer;
