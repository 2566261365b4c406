@NullMarked
package io.truecount.table;

import org.jspecify.annotations.NullMarked;
