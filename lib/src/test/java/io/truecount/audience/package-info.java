/** Tests of {@code io.truecount.audience}. */
@org.jspecify.annotations.NullUnmarked
package io.truecount.audience;
