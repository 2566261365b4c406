/** The semantic model and metrics of a project, as records, and their readers. */
@NullMarked
package io.truecount.metric.manifest;

import org.jspecify.annotations.NullMarked;
