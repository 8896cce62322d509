/**
 * A GitHub inside the test's own JVM: it keeps the state of one repository, holds every request and every answer against
 * GitHub's own description of its API, and enforces the permissions that a job's token carries.
 */
@NullMarked
package dev.assay.github.fake;

import org.jspecify.annotations.NullMarked;
