/** Identifiers, edges, connected components, stable customer ids. */
@NullMarked
package io.truecount.identity;

import org.jspecify.annotations.NullMarked;
