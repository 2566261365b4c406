/** What is wrong with definitions of metrics, and what has changed in them. */
@NullMarked
package io.truecount.metric.check;

import org.jspecify.annotations.NullMarked;
