package chat.charla.android.story;

import static org.junit.Assert.assertEquals;

import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Row;
import chat.charla.android.world.Story;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/**
 * The system recreates, stops and restarts the activities. The app loses no message and no input.
 */
@RunWith(RobolectricTestRunner.class)
public final class LifecycleTest {
  @Rule public final Story story = new Story();

  @Test
  public void aRotationDuringASendKeepsMessagesInputAndStream() throws IOException {
    Peer luis = story.peer("Luis");
    Network network = story.network();
    ConversationScreen screen = story.join(network.port(), "Ana");
    screen.say("one");
    screen.awaitPosted("one");

    network.script().holdCommands();
    screen.say("two");
    screen.type("half a sen");
    story.phone().await("a held command", () -> network.script().heldCommands() == 1);
    story.phone().rotate();
    assertEquals(List.of("one", "two"), screen.messages().stream().map(Row::text).toList());
    assertEquals("half a sen", screen.typed());

    network.script().holdFrames();
    network.script().passCommands();
    Patience.await("the message on the server", () -> luis.texts("lobby").contains("two"));
    story.phone().rotate();
    network.script().passFrames();
    luis.say("lobby", "three");
    story.awaitExactly(screen, luis, "lobby", 3);
    assertEquals(1, network.streams());
    assertEquals(1, network.openStreams());
  }

  @Test
  public void theAppShowsMessagesPostedWhileItWasInTheBackground() throws IOException {
    Peer luis = story.peer("Luis");
    Network network = story.network();
    ConversationScreen screen = story.join(network.port(), "Ana");
    luis.say("lobby", "one");
    screen.awaitPosted("one");
    network.script().holdCommands();
    screen.say("two, which is held back");
    story.phone().pressHome();
    story
        .phone()
        .await("the stream to end when no screen is visible", () -> network.openStreams() == 0);
    network.script().passCommands();
    luis.say("lobby", "three, while no screen is visible");
    story.phone().comeBack();
    screen.awaitOnline();
    story.awaitExactly(screen, luis, "lobby", 3);
    assertEquals(2, network.streams());
  }
}
