/** Components engines against a plain oracle, against each other, and by laws. */
@NullMarked
package io.truecount.identity.components;

import org.jspecify.annotations.NullMarked;
