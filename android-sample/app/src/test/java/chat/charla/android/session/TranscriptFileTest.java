package chat.charla.android.session;

import static chat.charla.android.conversation.Samples.ME;
import static chat.charla.android.conversation.Samples.describe;
import static chat.charla.android.conversation.Samples.message;
import static chat.charla.android.conversation.Samples.randomFacts;
import static chat.charla.android.conversation.Samples.timeline;
import static chat.charla.android.conversation.Samples.tooLong;
import static chat.charla.android.conversation.Samples.user;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import chat.charla.android.conversation.CompactedFacts;
import chat.charla.android.conversation.Conversations;
import chat.charla.android.conversation.FactReceiver;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.android.conversation.TranscriptState;
import chat.charla.client.SavedSession;
import chat.charla.client.Target;
import chat.charla.testkit.Seeds;
import chat.charla.v1.Event;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class TranscriptFileTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private File file = new File("");

  @Before
  public void makeFolder() throws IOException {
    file = new File(folder.getRoot(), "transcript");
  }

  @Test
  public void theNextProcessShowsTheSameConversations() throws IOException {
    Seeds.forEach(TranscriptFileTest.class, 50, this::checkNextProcess);
  }

  private void checkNextProcess(long seed) throws IOException {
    List<Consumer<FactReceiver>> all = randomFacts(new Random(seed), 200);
    Conversations expected = new Conversations("me");
    TranscriptState expectedState = new TranscriptState("me");
    Files.deleteIfExists(file.toPath());
    int next = 0;
    // Simulate three processes. Each process starts with the file of the previous process.
    for (int process = 0; process < 3; process++) {
      try (TranscriptFile transcript = TranscriptFile.open(file, "me", new CompactedFacts("me"))) {
        int end = process == 2 ? all.size() : next + all.size() / 3;
        for (; next < end; next++) {
          all.get(next).accept(transcript);
          all.get(next).accept(expected);
          all.get(next).accept(expectedState);
        }
      }
    }

    CompactedFacts compacted = read("me");

    assertEquals(describe(expected), describe(conversationsOf(compacted)));
    TranscriptState again = new TranscriptState("me");
    compacted.replayTo(again);
    assertEquals(cursors(expectedState), cursors(again));
  }

  @Test
  public void anIncompleteRecordIsCutOff() throws IOException {
    try (TranscriptFile transcript = TranscriptFile.open(file, "me", new CompactedFacts("me"))) {
      transcript.onTimelineFollowed(timeline("lobby", 0));
      for (int sequence = 1; sequence <= 3; sequence++) {
        transcript.onEvent(message("lobby", sequence, ME, "text " + sequence, "id" + sequence));
      }
    }
    byte[] whole = Files.readAllBytes(file.toPath());
    int last = -1;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file.toPath(), Arrays.copyOf(whole, length));
      // The lines of the lobby are its title and its messages. If even the first fact is cut off,
      // there is no lobby, and so no line.
      int kept = lobby(read("me")).size() - 1;
      assertTrue("after " + length + " bytes: " + kept, kept == last || kept == last + 1);
      last = kept;
      // New records can be appended after the incomplete record is cut off.
      try (TranscriptFile transcript = TranscriptFile.open(file, "me", new CompactedFacts("me"))) {
        transcript.onTimelineFollowed(timeline("lobby", Math.max(kept, 0)));
        transcript.onEvent(message("lobby", 9, ME, "again", "again"));
      }
      int titleAndNewMessage = 2;
      assertEquals(Math.max(kept, 0) + titleAndNewMessage, lobby(read("me")).size());
    }
    assertEquals(3, last);
  }

  @Test
  public void theTranscriptEndsBeforeADamagedRecord() throws IOException {
    try (TranscriptFile transcript = TranscriptFile.open(file, "me", new CompactedFacts("me"))) {
      transcript.onTimelineFollowed(timeline("lobby", 0));
      transcript.onEvent(message("lobby", 1, ME, "one", "a"));
      transcript.onEvent(message("lobby", 2, ME, "two", "b"));
    }
    byte[] bytes = Files.readAllBytes(file.toPath());
    bytes[bytes.length - 3] ^= 4;
    Files.write(file.toPath(), bytes);

    assertEquals(List.of("lobby, unread 0", "1 POSTED own one"), lobby(read("me")));
  }

  @Test
  public void theTranscriptOfAnotherIdentityTakesOverOnlyFailedMessages() throws IOException {
    try (TranscriptFile transcript = TranscriptFile.open(file, "me", new CompactedFacts("me"))) {
      transcript.onTimelineFollowed(timeline("lobby", 0));
      transcript.onEvent(message("lobby", 1, ME, "one", "a"));
      transcript.onMessageFailed(tooLong("b", Target.room("lobby")));
      transcript.onMessageFailed(tooLong("c", Target.room("lobby")));
      transcript.onMessageForgotten("b");
    }

    List<String> takenOver = List.of("lobby, unread 0", "0 FAILED own too long c");
    assertEquals(takenOver, lobby(read("me2")));
    assertEquals(takenOver, lobby(read("me2")));
    assertEquals(takenOver, lobby(read("me")));
  }

  /**
   * Ids are unique only within an identity. So if another identity sent the message again, the
   * server could post it twice.
   */
  @Test
  public void anotherIdentityCannotResendAMessageOfUnknownOutcome() throws IOException {
    try (TranscriptFile transcript = TranscriptFile.open(file, "me", new CompactedFacts("me"))) {
      transcript.onMessageFailed(tooLong("a", Target.room("lobby")).as(FailedMessage.Kind.UNKNOWN));
      transcript.onMessageFailed(
          tooLong("b", Target.room("lobby")).as(FailedMessage.Kind.NOT_SENT));
    }

    assertEquals(List.of("a UNKNOWN true", "b NOT_SENT true"), failed(read("me")));
    assertEquals(List.of("a LOST false", "b NOT_SENT true"), failed(read("me2")));
    assertEquals(List.of("a LOST false", "b NOT_SENT true"), failed(read("me2")));
  }

  @Test
  public void aLongTranscriptIsShortenedWhenItIsOpened() throws IOException {
    try (TranscriptFile transcript = TranscriptFile.open(file, "me", new CompactedFacts("me"))) {
      transcript.onTimelineFollowed(timeline("lobby", 0));
      for (int sequence = 1; sequence <= 5_000; sequence++) {
        transcript.onEvent(message("lobby", sequence, user("u1"), "text", ""));
      }
      transcript.onRead(Target.room("lobby"), 4_990);
    }
    long length = file.length();
    // Opening the file shortens it.
    Map<String, List<String>> atFirstOpening = describe(conversationsOf(read("me")));

    Map<String, List<String>> atSecondOpening = describe(conversationsOf(read("me")));

    assertTrue(file.length() + " of " + length, file.length() < length / 4);
    assertEquals(atFirstOpening, atSecondOpening);
    assertEquals("lobby, unread 10", lobby(read("me")).get(0));
    TranscriptState state = new TranscriptState("me");
    read("me").replayTo(state);
    assertEquals(List.of("lobby e1 5000"), cursors(state));
  }

  @Test
  public void anEventOfAnUnknownKindIsKeptUnchanged() throws IOException {
    // An event of the room "lobby" with the sequence 1, and with field 31, which this version does
    // not know.
    Event event =
        Event.parseFrom(
            new byte[] {0x0a, 5, 'l', 'o', 'b', 'b', 'y', 0x10, 1, (byte) 0xfa, 1, 2, 'h', 'i'});
    try (TranscriptFile transcript = TranscriptFile.open(file, "me", new CompactedFacts("me"))) {
      transcript.onTimelineFollowed(timeline("lobby", 0));
      transcript.onEvent(event);
    }

    byte[] bytes = Files.readAllBytes(file.toPath());
    String content = new String(bytes, StandardCharsets.ISO_8859_1);
    assertTrue(content.contains(event.toByteString().toString(StandardCharsets.ISO_8859_1)));
    assertEquals(List.of("lobby, unread 0", "1 UNKNOWN 0"), lobby(read("me")));
  }

  private CompactedFacts read(String userId) throws IOException {
    CompactedFacts compacted = new CompactedFacts(userId);
    TranscriptFile.open(file, userId, compacted).close();
    return compacted;
  }

  private static List<String> failed(CompactedFacts compacted) {
    return compacted.failedMessages().stream()
        .map(f -> f.clientMessageId() + " " + f.kind() + " " + f.mayBeSentAgain())
        .toList();
  }

  private static Conversations conversationsOf(CompactedFacts compacted) {
    Conversations conversations = new Conversations("me");
    compacted.replayTo(conversations);
    return conversations;
  }

  private static List<String> lobby(CompactedFacts compacted) {
    return describe(conversationsOf(compacted)).getOrDefault("ROOM lobby", List.of());
  }

  private static List<String> cursors(TranscriptState state) {
    return state.reconcile(SavedSession.builder().build()).cursors().stream()
        .map(cursor -> cursor.room() + " " + cursor.epoch() + " " + cursor.afterSequence())
        .sorted()
        .toList();
  }
}
