package chat.charla.android.story;

import static org.junit.Assert.assertEquals;

import chat.charla.android.R;
import chat.charla.android.world.ConnectScreen;
import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Story;
import chat.charla.testkit.TestAuthority;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** The server has a certificate of a private certificate authority. */
@RunWith(RobolectricTestRunner.class)
public final class TlsTest {
  @Rule public final Story story = new Story();

  @Test
  public void aServerIsTrustedOnlyWithItsPrivateAuthority() throws Exception {
    Peer luis = story.peer("Luis");
    TestAuthority authority = new TestAuthority("Story");
    Network network = story.network(authority);
    story.phone().launch();
    ConnectScreen connect = story.phone().connectScreen();
    connect.fillIn(network.port(), "Ana", true);
    connect.connect();
    assertEquals(story.words(R.string.cause_untrusted), connect.awaitProblem());
    assertEquals("streams on an untrusted connection", 0, network.streams());

    connect.choose(
        TestAuthority.writeCertificate(authority.itself(), story.directory().resolve("ca.pem")));
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    screen.say("sealed");
    luis.say("lobby", "indeed");
    story.awaitExactly(screen, luis, "lobby", 2);
    assertEquals(1, network.streams());

    // The next stream uses the same authority.
    story.phone().pressHome();
    story.phone().await("the end of the stream", () -> network.openStreams() == 0);
    story.phone().comeBack();
    screen.awaitOnline();
    screen.say("still");
    story.awaitExactly(screen, luis, "lobby", 3);
  }
}
