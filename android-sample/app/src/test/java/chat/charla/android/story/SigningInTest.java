package chat.charla.android.story;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import chat.charla.android.R;
import chat.charla.android.world.ConnectScreen;
import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.EarlierProcess;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Row;
import chat.charla.android.world.Secrets;
import chat.charla.android.world.Story;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** The user registers an account, or logs in to one, on the connect screen. */
@RunWith(RobolectricTestRunner.class)
public final class SigningInTest {
  private static final String PASSWORD = "seven green lamps";

  @Rule public final Story story = new Story("--registration", "open");

  @Test
  public void aRegisteredUserChatsAndLogsInOnAnotherDevice() {
    Peer luis = story.peer("Luis");
    ConnectScreen connect = launch();
    connect.fillInRegistration(story.port(), "Ana", PASSWORD, PASSWORD);
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    screen.say("from the phone");
    luis.say("lobby", "welcome");
    story.awaitExactly(screen, luis, "lobby", 2);
    Peer desk = story.logIn("ana", PASSWORD);
    assertEquals("one session of the phone and one of the desk", 2, desk.sessions().size());

    desk.say("lobby", "from the desk");
    story.awaitExactly(screen, luis, "lobby", 3);
  }

  @Test
  public void aLoginNeedsTheRightPassword() {
    Peer desk = story.register("Ana", PASSWORD);
    ConnectScreen connect = launch();
    connect.fillInLogin(story.port(), "ana", "eight green lamps");
    connect.connect();
    connect.awaitProblem(story.words(R.string.reason_login_refused));
    connect.typePassword(PASSWORD);
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    story.phone().setUser("Ana");
    screen.awaitOnline();
    screen.say("here I am");
    story.awaitExactly(screen, desk, "lobby", 1);
  }

  @Test
  public void incompleteAndRefusedFormsAreExplained() {
    story.register("Ana", PASSWORD);
    ConnectScreen connect = launch();
    connect.fillInRegistration(story.port(), "Bea", "", "");
    connect.connect();
    connect.awaitProblem(story.words(R.string.problem_password));
    connect.fillInRegistration(story.port(), "Bea", PASSWORD, "other");
    connect.connect();
    connect.awaitProblem(story.words(R.string.problem_passwords_differ));
    connect.fillInRegistration(story.port(), "Bea", "short", "short");
    connect.connect();
    connect.awaitProblem("the password must have 8 to 256 characters");
    connect.fillInRegistration(story.port(), "Ana", PASSWORD, PASSWORD);
    connect.connect();
    connect.awaitProblem(story.words(R.string.reason_name_taken));
    connect.chooseGuest();
    connect.connect();
    connect.awaitProblem(story.words(R.string.reason_name_taken));
  }

  @Test
  public void aRotationDuringALoginKeepsThePasswordAndMakesNoSecondSession() throws IOException {
    Peer desk = story.register("Ana", PASSWORD);
    Network network = story.network();
    network.script().holdAnswers("LogIn");
    ConnectScreen connect = launch();
    connect.fillInLogin(network.port(), "Ana", PASSWORD);
    story.phone().rotate();
    assertEquals(PASSWORD, connect.typed(R.id.password));
    connect.connect();
    story.phone().await("a held answer", () -> network.script().heldAnswers() == 1);
    story.phone().rotate();
    assertEquals(story.words(R.string.logging_in), connect.button());

    network.script().passAnswers();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    assertEquals("one session of the phone and one of the desk", 2, desk.sessions().size());
  }

  @Test
  public void aLoginThatTheEndOfTheProcessInterruptsIsContinued() throws IOException {
    Peer desk = story.register("Ana", PASSWORD);
    Network network = story.network();
    network.script().holdAnswers("LogIn");
    EarlierProcess earlier =
        story.closing(EarlierProcess.logIn(story.directory(), network.port(), "Ana", PASSWORD));
    Patience.await("a held answer", () -> network.script().heldAnswers() == 1);
    assertEquals("the server has carried out the login", 2, desk.sessions().size());
    earlier.kill();
    network.script().passAnswers();

    earlier.copyFilesToApp();
    ConnectScreen connect = launch();
    story
        .phone()
        .await("the log-in form", () -> connect.button().equals(story.words(R.string.log_in)));
    story.phone().setUser("Ana");
    connect.typePassword(PASSWORD);
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    assertEquals("still one session of the phone", 2, desk.sessions().size());
    screen.say("at last");
    story.awaitExactly(screen, desk, "lobby", 1);
  }

  @Test
  public void aRevokedSessionAsksForThePasswordAndKeepsWhatIsPending() throws IOException {
    Peer desk = story.register("Ana", PASSWORD);
    Network network = story.network();
    ConversationScreen screen = logIn(network.port());
    desk.say("lobby", "one");
    screen.awaitPosted("one");
    network.script().holdCommands();
    screen.say("two, held in the network");
    story.phone().await("a held command", () -> network.script().heldCommands() == 1);

    desk.revokeOthers();
    ConnectScreen connect = story.phone().connectScreen();
    connect.awaitProblem(story.words(R.string.reason_session_revoked));
    assertEquals(story.words(R.string.log_in), connect.button());
    desk.say("lobby", "three, while the phone was signed out");
    network.script().passCommands();
    connect.typePassword(PASSWORD);
    connect.connect();
    ConversationScreen again = story.phone().conversationScreen();
    again.awaitOnline();
    story.awaitExactly(again, desk, "lobby", 3);
    again.awaitPosted("one", "three, while the phone was signed out", "two, held in the network");
  }

  @Test
  public void afterALoginToAnotherAccountNoMessageIsHiddenAndNonePostedTwice() throws IOException {
    Peer luis = story.peer("Luis");
    story.register("Bea", PASSWORD);
    Peer desk = story.register("Ana", PASSWORD);
    luis.say("lobby", "one");
    luis.say("lobby", "two");
    Network network = story.network();
    ConversationScreen screen = logIn(network.port());
    screen.awaitPosted("one", "two");
    network.script().holdCommands();
    screen.say("three, held in the network");
    story.phone().await("a held command", () -> network.script().heldCommands() == 1);
    desk.revokeOthers();

    ConnectScreen connect = story.phone().connectScreen();
    connect.fillInLogin(network.port(), "Bea", PASSWORD);
    connect.connect();
    ConversationScreen other = story.phone().conversationScreen();
    other.awaitOnline();
    network.script().passCommands();
    luis.say("lobby", "four");
    story
        .phone()
        .await(
            "all messages of the lobby, and the message of Ana with its unknown outcome",
            () ->
                other.messages().stream()
                    .map(Row::text)
                    .toList()
                    .equals(List.of("one", "two", "four", "three, held in the network")));
    Row lost = other.messages().get(3);
    assertFalse(lost.isPosted());
    assertTrue(lost.status(), lost.status().contains(story.words(R.string.failed_lost)));
    assertEquals(List.of("one", "two", "four"), luis.texts("lobby"));
  }

  @Test
  public void aUserWithoutASessionMayContinueAsAGuest() throws IOException {
    Peer desk = story.register("Ana", PASSWORD);
    Network network = story.network();
    ConversationScreen account = logIn(network.port());
    network.script().holdCommands();
    account.say("held in the network");
    story.phone().await("a held command", () -> network.script().heldCommands() == 1);
    desk.revokeOthers();
    ConnectScreen connect = story.phone().connectScreen();
    network.script().passCommands();
    connect.fillIn(network.port(), "Zoe", false);
    connect.chooseGuest();
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    screen.say("as a guest");
    story
        .phone()
        .await(
            "the message of the guest, and that of the account with its unknown outcome",
            () ->
                screen.messages().size() == 2
                    && screen.messages().get(0).isPosted()
                    && screen.messages().get(1).status().contains(words(R.string.failed_lost)));
    assertEquals(List.of("as a guest"), desk.texts("lobby"));
  }

  @Test
  public void noFileStateOrLogHasThePassword() throws IOException {
    Secrets secrets = story.closing(new Secrets());
    story.register("Ana", PASSWORD);
    ConnectScreen connect = launch();
    connect.fillInLogin(story.port(), "Ana", "eight green lamps");
    secrets.assertNowhere("eight green lamps", story.phone().savedState());
    connect.connect();
    connect.awaitProblem(story.words(R.string.reason_login_refused));
    connect.fillInLogin(story.port(), "Ana", PASSWORD);
    connect.connect();
    story.phone().conversationScreen().awaitOnline();
    secrets.assertNowhere("eight green lamps", story.phone().savedState());
    secrets.assertNowhere(PASSWORD, story.phone().savedState());
  }

  private String words(int resource) {
    return story.words(resource);
  }

  private ConnectScreen launch() {
    story.phone().launch();
    return story.phone().connectScreen();
  }

  /** Logs in as Ana. */
  private ConversationScreen logIn(int port) {
    ConnectScreen connect = launch();
    connect.fillInLogin(port, "Ana", PASSWORD);
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    return screen;
  }
}
