/** The one database: PostgreSQL, embedded or elsewhere; transactions, migrations, and news of changes. */
@NullMarked
package dev.assay.control.database;

import org.jspecify.annotations.NullMarked;
