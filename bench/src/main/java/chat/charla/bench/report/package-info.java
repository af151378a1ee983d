/** Results of measurements and their output: tables, JSON, percentiles, exponents. */
@NullMarked
package chat.charla.bench.report;

import org.jspecify.annotations.NullMarked;
