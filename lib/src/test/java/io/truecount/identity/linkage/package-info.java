/** Tests of {@code io.truecount.identity.linkage}. */
@org.jspecify.annotations.NullUnmarked
package io.truecount.identity.linkage;
