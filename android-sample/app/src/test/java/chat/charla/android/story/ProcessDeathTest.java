package chat.charla.android.story;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.EarlierProcess;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Row;
import chat.charla.android.world.Story;
import chat.charla.testkit.Patience;
import chat.charla.testkit.Seeds;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/**
 * The system kills the app's process, and the user starts the app again. Each test runs the app in
 * a separate process, the {@link EarlierProcess}, and kills that process. Then the app starts in
 * the test's own process, with the files of the earlier process.
 */
@RunWith(RobolectricTestRunner.class)
public final class ProcessDeathTest {
  @Rule public final Story story = new Story();

  @Test
  public void theNextProcessSendsEveryPendingMessageOnce() throws IOException {
    Peer luis = story.peer("Luis");
    luis.say("lobby", "zero");
    Network network = story.network();
    EarlierProcess earlier =
        story.closing(EarlierProcess.join(story.directory(), network.port(), "Ana"));
    earlier.say("one, shown as posted");
    Patience.await("the second message on the server", () -> luis.texts("lobby").size() == 2);
    earlier.awaitShown(1);
    network.script().holdFrames();
    earlier.say("two, posted without an answer");
    Patience.await("the third message on the server", () -> luis.texts("lobby").size() == 3);
    network.script().holdCommands();
    earlier.say("three, held in the network");
    Patience.await("a held command", () -> network.script().heldCommands() == 1);
    network.wire().block();
    earlier.say("four, without a connection");
    earlier.awaitShown(4);
    earlier.kill();
    luis.say("lobby", "five, while no process ran");

    network.script().passFrames();
    network.script().passCommands();
    earlier.copyFilesToApp();
    story.phone().setUser("Ana");
    story.phone().launch();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitBanner();
    List<String> before =
        List.of(
            "zero",
            "one, shown as posted",
            "two, posted without an answer",
            "three, held in the network",
            "four, without a connection");
    story
        .phone()
        .await(
            "without a connection, the earlier messages: " + before,
            () -> screen.messages().stream().map(Row::text).toList().equals(before));

    network.wire().unblock();
    screen.tapBanner();
    screen.awaitOnline();
    story.awaitExactly(screen, luis, "lobby", 6);
    screen.awaitPosted(
        "zero",
        "one, shown as posted",
        "two, posted without an answer",
        "five, while no process ran",
        "three, held in the network",
        "four, without a connection");
    screen.say("six, as if nothing had happened");
    story.awaitExactly(screen, luis, "lobby", 7);
    assertEquals("Luis and only one identity of Ana are present", 2, luis.present("lobby").size());
  }

  @Test
  public void aProcessKilledAtAnyMomentLosesAndDuplicatesNothing() throws IOException {
    // The earlier process is killed when the server has at least this many of Ana's messages.
    int postedMessages = 1 + new Random(Seeds.one()).nextInt(19);
    Peer luis = story.peer("Luis");
    EarlierProcess earlier =
        story.closing(EarlierProcess.join(story.directory(), story.port(), "Ana"));
    for (int i = 1; i <= 20; i++) {
      earlier.say("Ana " + i);
    }
    for (int i = 1; i <= postedMessages; i++) {
      String next = "Ana " + i;
      Patience.await(next, () -> luis.texts("lobby").contains(next));
      luis.say("lobby", "Luis " + i);
    }
    earlier.kill();
    List<String> shown = earlier.shown();

    earlier.copyFilesToApp();
    // The system recreates the activity that was on the screen.
    story.phone().setUser("Ana");
    story.phone().launchConversation();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    // The server posts messages in the order in which they were saved. So when this message is
    // posted, all messages that the earlier process has saved are posted too.
    screen.say("from the next process");
    story
        .phone()
        .await("the last message", () -> luis.texts("lobby").contains("from the next process"));
    story.awaitExactly(screen, luis, "lobby", luis.texts("lobby").size());
    List<String> own = luis.texts("lobby").stream().filter(text -> text.startsWith("Ana")).toList();
    assertEquals(IntStream.rangeClosed(1, own.size()).mapToObj(i -> "Ana " + i).toList(), own);
    assertTrue("shown: " + shown + "; posted: " + own, own.containsAll(shown));
  }
}
