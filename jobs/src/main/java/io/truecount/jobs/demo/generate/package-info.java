/** The seeded generator of demo and benchmark lakes, with the truth about who is who. */
@NullMarked
package io.truecount.jobs.demo.generate;

import org.jspecify.annotations.NullMarked;
