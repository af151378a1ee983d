package chat.charla.android.story;

import static org.junit.Assert.assertEquals;

import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Relay;
import chat.charla.android.world.Row;
import chat.charla.android.world.Story;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** How the app survives what the system does to activities. */
@RunWith(RobolectricTestRunner.class)
public final class LifecycleTest {
  @Rule public final Story story = new Story();

  @Test
  public void aRotationDuringASendKeepsEverythingAndTheStream() throws IOException {
    Peer luis = story.peer("Luis");
    Relay relay = story.relay();
    ConversationScreen screen = story.join(relay.port(), "Ana");
    screen.say("one");
    screen.awaitPosted("one");

    relay.holdCommands();
    screen.say("two");
    screen.type("half a sen");
    story.phone().await("a held command", () -> relay.heldCommands() == 1);
    story.phone().rotate();
    assertEquals(List.of("one", "two"), screen.messages().stream().map(Row::text).toList());
    assertEquals("half a sen", screen.typed());

    relay.holdFrames();
    relay.passCommands();
    Patience.await("the server has the message", () -> luis.texts("lobby").contains("two"));
    story.phone().rotate();
    relay.passFrames();
    luis.say("lobby", "three");
    story.awaitExactly(screen, luis, "lobby", 3);
    assertEquals(1, relay.streams());
    assertEquals(1, relay.openStreams());
  }

  @Test
  public void messagesPostedInTheBackgroundAreShownAfterComingBack() throws IOException {
    Peer luis = story.peer("Luis");
    Relay relay = story.relay();
    ConversationScreen screen = story.join(relay.port(), "Ana");
    luis.say("lobby", "one");
    screen.awaitPosted("one");
    relay.holdCommands();
    screen.say("two, which is held back");
    story.phone().pressHome();
    story.phone().await("no stream without a screen", () -> relay.openStreams() == 0);
    relay.passCommands();
    luis.say("lobby", "three, while no screen is visible");
    story.phone().comeBack();
    screen.awaitOnline();
    story.awaitExactly(screen, luis, "lobby", 3);
    assertEquals(2, relay.streams());
  }
}
