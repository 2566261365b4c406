@NullMarked
package io.truecount.model;

import org.jspecify.annotations.NullMarked;
