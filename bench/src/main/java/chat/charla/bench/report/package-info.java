/** What a measurement says, and how it is shown: tables, JSON, percentiles, exponents. */
@NullMarked
package chat.charla.bench.report;

import org.jspecify.annotations.NullMarked;
