/** What a value means, in every format: the rules for numbers, booleans and times. */
@NullMarked
package io.truecount.source.value;

import org.jspecify.annotations.NullMarked;
