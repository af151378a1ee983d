package chat.charla.server.clock;

/**
 * What both clocks showed at one moment.
 *
 * @param wallMillis the wall clock, in milliseconds since 1970
 * @param observedMillis the {@link ObservedTime}, in milliseconds
 */
public record ClockMark(long wallMillis, long observedMillis) {}
