package chat.charla.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The log that the tests of {@link MessageLogContract} use, and short ways to use it. */
interface TestedLog {
  TimelineId LOBBY = TimelineId.room("lobby");
  TimelineId KITCHEN = TimelineId.room("kitchen");
  int ALL = 10_000;
  int ENOUGH = 1 << 24;

  /** The log that is open now. */
  MessageLog log();

  /** Opens the log on this test's disk, for the first time or again. */
  void openLog();

  /** Closes the log in an orderly way, and returns when it is closed. */
  void closeLog();

  /** A number that grows with each write to the disk. */
  long written();

  /** Returns when the stage is complete. */
  void await(CompletionStage<?> stage);

  default void append(TimelineId timeline, long expectedHead, String... texts) {
    result(log().append(part(timeline, expectedHead, entries(texts), 0)));
  }

  default Chunk readAll(TimelineId timeline) {
    return result(log().read(timeline, 1, ALL, ENOUGH));
  }

  default List<Optional<String>> find(DedupeKey... keys) {
    return result(log().find(List.of(keys))).stream()
        .map(receipt -> receipt.map(bytes -> new String(bytes, UTF_8)))
        .toList();
  }

  default <T> T result(CompletionStage<T> stage) {
    await(stage);
    return stage.toCompletableFuture().join();
  }

  /**
   * The exception with which the stage has failed, without an exception around it; null if the
   * stage has succeeded.
   */
  default @Nullable Throwable failure(CompletionStage<?> stage) {
    await(stage);
    List<Throwable> failures = new ArrayList<>();
    stage.whenComplete(
        (result, failure) -> {
          if (failure != null) {
            failures.add(failure);
          }
        });
    return failures.isEmpty() ? null : failures.get(0);
  }

  static Append part(TimelineId timeline, long expectedHead, List<Entry> entries, long keepFrom) {
    return new Append(List.of(new Append.Part(timeline, expectedHead, entries, keepFrom)), 0);
  }

  static List<Entry> entries(String... texts) {
    return Arrays.stream(texts).map(text -> Entry.of(text.getBytes(UTF_8))).toList();
  }

  static Entry keyed(String text, DedupeKey key, String receipt) {
    return new Entry(text.getBytes(UTF_8), key, receipt.getBytes(UTF_8));
  }

  static List<String> texts(Chunk chunk) {
    return chunk.events().stream().map(event -> new String(event, UTF_8)).toList();
  }
}
