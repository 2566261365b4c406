/** Tests of {@code io.truecount.identity.rules}. */
@org.jspecify.annotations.NullUnmarked
package io.truecount.identity.rules;
