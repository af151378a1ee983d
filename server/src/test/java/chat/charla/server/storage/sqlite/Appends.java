package chat.charla.server.storage.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.charla.server.log.Append;
import chat.charla.server.log.DedupeKey;
import chat.charla.server.log.Entry;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.TimelineId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Builds appends for tests. */
final class Appends {
  static final TimelineId LOBBY = TimelineId.room("lobby");

  private Appends() {}

  static Append append(TimelineId timeline, long expectedHead, String... texts) {
    return append(
        timeline,
        expectedHead,
        0,
        Arrays.stream(texts).map(text -> Entry.of(text.getBytes(UTF_8))).toList());
  }

  static Append append(TimelineId timeline, long expectedHead, long keepFrom, List<Entry> entries) {
    return new Append(List.of(new Append.Part(timeline, expectedHead, entries, keepFrom)), 0);
  }

  /** Entries with receipts of this identity. Their client message ids count from {@code first}. */
  static List<Entry> repeatable(String identity, TimelineId timeline, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(
            i ->
                new Entry(
                    ("event " + i).getBytes(UTF_8),
                    new DedupeKey(identity, timeline, "message " + i),
                    "receipt".getBytes(UTF_8)))
        .toList();
  }

  static List<String> texts(MessageLog log, TimelineId timeline) {
    return Awaiting.result(log.read(timeline, 1, 1_000_000, Integer.MAX_VALUE)).events().stream()
        .map(event -> new String(event, UTF_8))
        .toList();
  }
}
