/** Tests of {@code io.truecount.config}. */
@org.jspecify.annotations.NullUnmarked
package io.truecount.config;
