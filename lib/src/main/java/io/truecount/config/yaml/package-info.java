/** YAML (and JSON, its subset) read with the place of every node. */
@NullMarked
package io.truecount.config.yaml;

import org.jspecify.annotations.NullMarked;
