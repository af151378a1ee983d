package chat.charla.android.story;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import chat.charla.android.R;
import chat.charla.android.world.ConnectScreen;
import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.DevicesScreen;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Story;
import java.io.IOException;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** What the menu of the conversation screen offers for an account. */
@RunWith(RobolectricTestRunner.class)
public final class AccountTest {
  private static final String PASSWORD = "seven green lamps";
  private static final String OTHER_PASSWORD = "eight green lamps";

  @Rule public final Story story = new Story("--registration", "open");

  @Test
  public void aGuestBecomesAnAccountAndKeepsIdMessagesAndStream() throws IOException {
    Peer luis = story.peer("Luis");
    Network network = story.network();
    ConversationScreen screen = story.join(network.port(), "Ana");
    screen.say("as a guest");
    screen.awaitPosted("as a guest");
    assertEquals(story.words(R.string.leave), screen.menuTitle(R.id.leave));
    assertEquals("", screen.menuTitle(R.id.devices));

    screen.choose(R.id.register_name);
    story.phone().typeInDialog(R.id.new_password, PASSWORD);
    story.phone().typeInDialog(R.id.new_password_again, "another one");
    story.phone().confirm();
    assertEquals(
        story.words(R.string.problem_passwords_differ),
        story.phone().errorInDialog(R.id.new_password_again));
    story.phone().typeInDialog(R.id.new_password_again, PASSWORD);
    story.phone().confirm();
    story.phone().awaitToast(story.words(R.string.registered));

    assertEquals("", screen.menuTitle(R.id.register_name));
    assertEquals(story.words(R.string.sign_out), screen.menuTitle(R.id.leave));
    Peer desk = story.logIn("Ana", PASSWORD);
    assertTrue(
        "the account is the identity that was a guest",
        luis.history("lobby").stream()
            .allMatch(event -> event.getActor().getId().equals(desk.id())));
    screen.say("as an account");
    story.awaitExactly(screen, luis, "lobby", 2);
    assertEquals(1, network.streams());
  }

  @Test
  public void aNewNameThatTheOperatorHasGivenIsShownAtOnce() throws IOException {
    Peer desk = story.register("Ana", PASSWORD);
    ConversationScreen screen = logIn(story.port(), PASSWORD);
    screen.awaitSelf("Ana");

    story.rename(desk, "Anabel");

    screen.awaitSelf("Anabel");
  }

  @Test
  public void aRefusedRegistrationIsExplained() {
    ConversationScreen screen = story.join(story.port(), "Ana");
    screen.choose(R.id.register_name);
    story.phone().typeInDialog(R.id.new_password, "short");
    story.phone().typeInDialog(R.id.new_password_again, "short");
    story.phone().confirm();
    assertEquals("the password must have 8 to 256 characters", story.phone().awaitDialog());
    assertEquals(story.words(R.string.register_name), screen.menuTitle(R.id.register_name));
  }

  @Test
  public void signingOutSaysWhatIsPendingAndEndsOnlyThisSession() throws IOException {
    Peer desk = story.register("Ana", PASSWORD);
    Network network = story.network();
    ConversationScreen screen = logIn(network.port(), PASSWORD);
    screen.say("one");
    screen.awaitPosted("one");
    network.script().holdCommands();
    screen.say("two");
    story.phone().await("a held command", () -> network.script().heldCommands() == 1);
    screen.choose(R.id.leave);
    String question = story.phone().awaitDialog();
    assertTrue(question, question.startsWith(story.words(R.string.sign_out_question)));
    assertTrue(question, question.contains("1 message is not sent yet"));
    story.phone().cancel();
    network.script().passCommands();
    screen.awaitPosted("one", "two");

    screen.choose(R.id.leave);
    assertEquals(story.words(R.string.sign_out_question), story.phone().awaitDialog());
    story.phone().confirm();
    ConnectScreen connect = story.phone().connectScreen();
    story
        .phone()
        .await("the log-in form", () -> connect.button().equals(story.words(R.string.log_in)));
    assertEquals("Ana", connect.typed(R.id.name));
    assertEquals("the session of the desk goes on", 1, desk.sessions().size());
    connect.typePassword(PASSWORD);
    connect.connect();
    ConversationScreen again = story.phone().conversationScreen();
    again.awaitOnline();
    story.awaitExactly(again, desk, "lobby", 2);
  }

  @Test
  public void aDeviceCanBeSignedOutAndSoCanAllOthers() {
    Peer desk = story.register("Ana", PASSWORD);
    Peer tablet = story.logIn("Ana", PASSWORD);
    Peer laptop = story.logIn("Ana", PASSWORD);
    ConversationScreen screen = logIn(story.port(), PASSWORD);
    screen.choose(R.id.devices);
    DevicesScreen devices = story.phone().devicesScreen();
    devices.awaitSessions(4);
    int own = position(devices, "This device, online now");
    assertFalse(devices.canEnd(own));
    int other = own == 0 ? 1 : 0;
    devices.end(other);
    devices.awaitSessions(3);
    assertEquals(1, List.of(desk, tablet, laptop).stream().filter(Peer::isRevoked).count());

    story.phone().rotate();
    devices.awaitSessions(3);
    devices.endOthers();
    devices.awaitSessions(1);
    assertTrue(desk.isRevoked() && tablet.isRevoked() && laptop.isRevoked());
  }

  @Test
  public void aDeviceThatAnotherOneSignsOutAsksForThePassword() {
    Peer desk = story.register("Ana", PASSWORD);
    ConversationScreen screen = logIn(story.port(), PASSWORD);
    screen.choose(R.id.devices);
    story.phone().devicesScreen().awaitSessions(2);
    desk.revokeOthers();
    ConnectScreen connect = story.phone().connectScreen();
    connect.awaitProblem(story.words(R.string.reason_session_revoked));
  }

  @Test
  public void anotherPasswordSignsOutAllOtherDevices() {
    Peer desk = story.register("Ana", PASSWORD);
    ConversationScreen screen = logIn(story.port(), PASSWORD);
    changePassword(screen, "a wrong password");
    assertEquals(story.words(R.string.reason_login_refused), story.phone().awaitDialog());
    assertFalse(desk.isRevoked());
    changePassword(screen, PASSWORD);
    story.phone().awaitToast(story.words(R.string.password_changed));
    assertTrue(desk.isRevoked());
    screen.say("still here");
    story.awaitExactly(screen, story.logIn("Ana", OTHER_PASSWORD), "lobby", 1);
  }

  private void changePassword(ConversationScreen screen, String present) {
    screen.choose(R.id.change_password);
    story.phone().typeInDialog(R.id.present_password, present);
    story.phone().typeInDialog(R.id.new_password, OTHER_PASSWORD);
    story.phone().typeInDialog(R.id.new_password_again, OTHER_PASSWORD);
    story.phone().confirm();
  }

  private static int position(DevicesScreen devices, String detail) {
    List<String> rows = devices.rows();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).endsWith(": " + detail)) {
        return i;
      }
    }
    throw new AssertionError(rows);
  }

  /** Logs in as Ana. */
  private ConversationScreen logIn(int port, String password) {
    story.phone().launch();
    ConnectScreen connect = story.phone().connectScreen();
    connect.fillInLogin(port, "Ana", password);
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    return screen;
  }
}
