@NullMarked
package io.truecount.quality;

import org.jspecify.annotations.NullMarked;
