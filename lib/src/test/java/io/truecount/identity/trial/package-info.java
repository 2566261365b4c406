/** Tests of {@code io.truecount.identity.trial}. */
@org.jspecify.annotations.NullUnmarked
package io.truecount.identity.trial;
