package chat.charla.server.clock;

/**
 * The times of both clocks at one moment.
 *
 * @param wallMillis the wall clock, in milliseconds since 1970
 * @param observedMillis the {@link ObservedTime}, in milliseconds
 */
public record ClockMark(long wallMillis, long observedMillis) {}
