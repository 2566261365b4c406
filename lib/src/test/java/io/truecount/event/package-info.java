@NullMarked
package io.truecount.event;

import org.jspecify.annotations.NullMarked;
