/** Table schemas as code, the Delta and Iceberg stores, staging, publishing and versions. */
@NullMarked
package io.truecount.table;

import org.jspecify.annotations.NullMarked;
