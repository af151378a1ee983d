package chat.charla.server.storage.sqlite;

import chat.charla.server.clock.ClockMark;
import chat.charla.server.clock.ClockStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Stores the last mark of the clock as two numbers. The store uses the same writer and readers as
 * the message log.
 */
final class SqliteClockStore implements ClockStore {
  private static final String WALL = "clock.wall-millis";

  /** The observed time of the last mark, in milliseconds. */
  static final String OBSERVED = "clock.observed-millis";

  /** The approximate number of bytes that a mark adds to the write-ahead log. */
  private static final int BYTES = 64;

  private final Writer writer;
  private final Readers readers;

  SqliteClockStore(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public Optional<ClockMark> load() {
    return readers.readNow(
        tables -> {
          Long wall = tables.numbers().find(WALL);
          Long observed = tables.numbers().find(OBSERVED);
          return wall == null || observed == null
              ? Optional.empty()
              : Optional.of(new ClockMark(wall, observed));
        });
  }

  @Override
  public CompletionStage<Boolean> save(ClockMark mark) {
    return writer.submit(
        BYTES,
        tables -> {
          tables.numbers().put(WALL, mark.wallMillis());
          tables.numbers().put(OBSERVED, mark.observedMillis());
          return true;
        });
  }
}
