package chat.charla.android.story;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import chat.charla.android.R;
import chat.charla.android.world.ConnectScreen;
import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Story;
import java.io.IOException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** A user who has forgotten the password has got a recovery code from the operator. */
@RunWith(RobolectricTestRunner.class)
public final class RecoveryTest {
  private static final String FORGOTTEN = "seven green lamps";
  private static final String PASSWORD = "eight green lamps";

  @Rule public final Story story = new Story("--registration", "open");

  @Test
  public void theCodeGivesTheAccountAnotherPasswordAndLogsIn() throws IOException {
    Peer desk = story.register("Ana", FORGOTTEN);
    ConnectScreen connect = recovering(story.port(), story.recoveryCode(desk));
    assertEquals(story.words(R.string.recover), connect.button());
    story.phone().rotate();
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();

    assertTrue("all earlier sessions have ended", desk.isRevoked());
    screen.say("I am back");
    story.awaitExactly(screen, story.logIn("Ana", PASSWORD), "lobby", 1);
  }

  @Test
  public void aWrongCodeIsExplainedAndChangesNothing() throws IOException {
    Peer desk = story.register("Ana", FORGOTTEN);
    ConnectScreen connect = recovering(story.port(), "");
    connect.connect();
    connect.awaitProblem(story.words(R.string.problem_recovery));
    connect.typeInvitation("k7qf2-9xj4t-mwz3a-8rhcd");
    connect.connect();
    connect.awaitProblem(story.words(R.string.reason_recovery_refused));
    assertFalse(desk.isRevoked());

    connect.typeInvitation(story.recoveryCode(desk));
    connect.connect();
    story.phone().conversationScreen().awaitOnline();
  }

  /** The server has set the password, and the app does not learn it. The code is used up. */
  @Test
  public void aLostAnswerIsNoDeadEnd() throws IOException {
    Peer desk = story.register("Ana", FORGOTTEN);
    Network network = story.network();
    ConnectScreen connect = recovering(network.port(), story.recoveryCode(desk));
    network.script().holdAnswers("ResetPassword");
    connect.connect();
    story.phone().await("a held answer", () -> network.script().heldAnswers() == 1);
    network.wire().cut();
    network.script().passAnswers();
    story.phone().conversationScreen().awaitOnline();
    assertTrue(desk.isRevoked());
  }

  private ConnectScreen recovering(int port, String code) {
    story.phone().launch();
    ConnectScreen connect = story.phone().connectScreen();
    connect.fillInRecovery(port, "Ana", code, PASSWORD);
    return connect;
  }
}
