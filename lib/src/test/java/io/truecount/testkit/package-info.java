/** What tests share: one local Spark session, rows in and rows out. */
@NullMarked
package io.truecount.testkit;

import org.jspecify.annotations.NullMarked;
