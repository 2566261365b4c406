/** The demo: a generated lake, a nightly over it, and its identities against the truth. */
@NullMarked
package io.truecount.jobs.demo;

import org.jspecify.annotations.NullMarked;
