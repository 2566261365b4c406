/** A whole project, read and found valid: the front door of the library. */
@NullMarked
package io.truecount.project;

import org.jspecify.annotations.NullMarked;
