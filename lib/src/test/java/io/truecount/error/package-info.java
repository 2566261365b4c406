@NullMarked
package io.truecount.error;

import org.jspecify.annotations.NullMarked;
