/**
 * Connected components of identifier graphs: one interface, a native engine and a reference engine.
 */
@NullMarked
package io.truecount.identity.components;

import org.jspecify.annotations.NullMarked;
