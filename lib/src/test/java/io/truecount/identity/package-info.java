/** Tests of {@code io.truecount.identity}. */
@org.jspecify.annotations.NullUnmarked
package io.truecount.identity;
