/**
 * The measurements, one class each. Every one starts servers of its own with empty data folders, so
 * that none inherits anything from another, and lets them get warm before it measures.
 *
 * <p>A {@link chat.charla.bench.scenario.ClosedLoop} keeps a stated number of texts in flight; an
 * {@link chat.charla.bench.scenario.OpenLoop} sends at a stated rate, whatever becomes of it.
 */
@NullMarked
package chat.charla.bench.scenario;

import org.jspecify.annotations.NullMarked;
