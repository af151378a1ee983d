package chat.charla.android.story;

import static org.junit.Assert.assertEquals;

import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Radio;
import chat.charla.android.world.Story;
import chat.charla.testkit.Seeds;
import java.io.IOException;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** The server is killed, or the network fails. */
@RunWith(RobolectricTestRunner.class)
public final class LossesTest {
  @Rule public final Story story = new Story();

  @Test
  public void theAppReconnectsToARestartedServer() throws IOException {
    Peer luis = story.peer("Luis");
    ConversationScreen screen = story.join(story.port(), "Ana");
    screen.say("one");
    luis.say("lobby", "two");
    story.awaitExactly(screen, luis, "lobby", 2);
    story.killServer();
    screen.awaitBanner();
    screen.say("three, without a server");
    screen.say("four, as well");
    story.startServerAgain();
    screen.tapBanner();
    luis.say("lobby", "posted after the restart");
    screen.awaitOnline();
    story.awaitExactly(screen, luis, "lobby", 5);
  }

  @Test
  public void anotherNetworkIsUsedImmediately() throws IOException {
    Peer luis = story.peer("Luis");
    Network network = story.network();
    ConversationScreen screen = story.join(network.port(), "Ana");
    screen.say("one");
    screen.awaitPosted("one");

    network.wire().fallSilent();
    Radio.lose();
    screen.awaitBanner();
    screen.say("two, without a connection");
    luis.say("lobby", "three, while the phone has no network");
    assertEquals("the old connection still looks open", 1, network.openStreams());

    network.wire().unblock();
    Radio.findAnother();
    screen.awaitOnline();
    story.awaitExactly(screen, luis, "lobby", 3);
    assertEquals(2, network.streams());
  }

  @Test
  public void anUnstableNetworkLosesAndDuplicatesNothing() throws IOException {
    Random random = new Random(Seeds.one());
    Peer luis = story.peer("Luis");
    Network network = story.network();
    ConversationScreen screen = story.join(network.port(), "Ana");
    for (int i = 1; i <= 12; i++) {
      screen.say("Ana " + i);
      luis.say("lobby", "Luis " + i);
      if (random.nextInt(3) == 0) {
        network.wire().cut();
      }
      // Without this tap, the client would wait longer before each attempt to reconnect.
      screen.tapBanner();
      for (int looks = random.nextInt(4); looks > 0; looks--) {
        story.phone().step();
      }
    }
    story.awaitExactly(screen, luis, "lobby", 24);
  }
}
