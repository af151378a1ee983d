package chat.charla.android.story;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import chat.charla.android.R;
import chat.charla.android.world.ConnectScreen;
import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.FutureFrames;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Row;
import chat.charla.android.world.Story;
import java.io.IOException;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** Users join and post messages. The server and the network work. */
@RunWith(RobolectricTestRunner.class)
public final class ConversingTest {
  @Rule public final Story story = new Story();

  @Test
  public void ifANameIsTakenTheServerSuggestsAnotherName() {
    Peer ana = story.peer("Ana");
    story.phone().launch();
    ConnectScreen connect = story.phone().connectScreen();
    connect.fillIn(story.port(), "Ana", false);
    connect.connectByKeyboard();
    assertEquals(story.words(R.string.reason_name_taken), connect.awaitProblem());
    String free = ana.suggestionFor("Ana");
    connect.takeSuggestion(free);
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    screen.say("so I take another name");
    story.awaitExactly(screen, ana, "lobby", 1);
    assertTrue(
        ana.present("lobby").stream().anyMatch(user -> user.getUser().getName().equals(free)));
  }

  @Test
  public void twoUsersReceiveEachOthersMessages() {
    Peer luis = story.peer("Luis");
    luis.say("lobby", "is Ana here?");
    ConversationScreen screen = story.join(story.port(), "Ana");
    screen.say("I am");
    story.awaitExactly(screen, luis, "lobby", 2);
    luis.say("lobby", "good");
    screen.say("why?");
    luis.say("lobby", "because");
    story.awaitExactly(screen, luis, "lobby", 5);
    List<Row.Kind> kinds = screen.rows().stream().map(Row::kind).toList();
    int day = kinds.indexOf(Row.Kind.DAY);
    assertTrue(kinds.toString(), day >= 0 && day < kinds.indexOf(Row.Kind.MESSAGE));
  }

  @Test
  public void privateMessagesReachOnlyTheirRecipient() {
    Peer luis = story.peer("Luis");
    ConversationScreen screen = story.join(story.port(), "Ana");
    luis.sendPrivately("Ana", "between us");
    screen.awaitTitle("Luis (1)");
    screen.goTo("Luis");
    screen.awaitPosted("between us");
    screen.awaitTitle("Luis");
    screen.say("of course");
    story.awaitExactly(screen, luis, "", 2);
    luis.say("lobby", "hello all");
    screen.awaitTitle("#lobby (1)");
    screen.goTo("#lobby");
    story.awaitExactly(screen, luis, "lobby", 1);
    screen.awaitTitle("#lobby");
  }

  @Test
  public void aPrivateMessageCanBeSentToAPresentUser() {
    Peer luis = story.peer("Luis");
    ConversationScreen screen = story.join(story.port(), "Ana");
    screen.openPrivate("Luis");
    screen.say("a word with you");
    story.awaitExactly(screen, luis, "", 1);
    assertEquals(List.of(), luis.texts("lobby"));
  }

  @Test
  public void aTooLongTextIsRefusedAndOtherTextsArePosted() {
    Peer luis = story.peer("Luis");
    ConversationScreen screen = story.join(story.port(), "Ana");
    // The server accepts up to 4000 characters.
    String tooLong = "a".repeat(4001);
    screen.say("before");
    screen.say(tooLong);
    screen.say("after");
    story
        .phone()
        .await(
            "the reason of the refusal",
            () ->
                screen.messages().stream()
                    .anyMatch(row -> row.text().equals(tooLong) && row.status().contains("4000")));
    story
        .phone()
        .await(
            "the other texts to be posted",
            () ->
                screen.messages().stream()
                    .filter(Row::isPosted)
                    .map(Row::text)
                    .toList()
                    .equals(List.of("before", "after")));
    assertEquals(List.of("before", "after"), luis.texts("lobby"));
    assertEquals("the two posted messages and the refused one", 3, screen.messages().size());
  }

  @Test
  public void anEventOfAnUnknownKindIsShownAsANotice() throws IOException {
    Peer luis = story.peer("Luis");
    Network network = story.network();
    network
        .script()
        .rewriteFrames(FutureFrames.insteadOfMessage("replaced by an event of a future kind"));
    ConversationScreen screen = story.join(network.port(), "Ana");
    luis.say("lobby", "one");
    luis.say("lobby", "replaced by an event of a future kind");
    screen.say("three");
    screen.awaitPosted("one", "three");
    List<Row> rows = screen.rows().stream().filter(row -> row.kind() != Row.Kind.DAY).toList();
    int between = rows.indexOf(screen.messages().get(0)) + 1;
    assertEquals(Row.Kind.NOTICE, rows.get(between).kind());
    assertEquals(story.words(R.string.notice_unknown), rows.get(between).text());
    assertEquals("three", rows.get(between + 1).text());
    // The unknown event has advanced the cursor, so the next stream resumes after this event.
    network.wire().cut();
    screen.say("four");
    screen.awaitPosted("one", "three", "four");
    assertEquals(2, network.streams());
  }

  @Test
  public void aScrolledUpListStaysAndShowsTheNumberOfNewMessages() {
    Peer luis = story.peer("Luis");
    ConversationScreen screen = story.join(story.port(), "Ana");
    for (int i = 1; i <= 20; i++) {
      luis.say("lobby", "line " + i);
    }
    story.awaitExactly(screen, luis, "lobby", 20);
    screen.scrollUp();
    String topmost = screen.topmost();

    luis.say("lobby", "new one");
    luis.say("lobby", "new two");
    screen.awaitTitle("#lobby (2)");
    assertEquals("2", screen.newMessages());
    screen.awaitTopmost(topmost);

    story.phone().rotate();
    assertEquals("2", screen.newMessages());

    screen.jumpToEnd();
    screen.awaitTitle("#lobby");
    assertEquals("", screen.newMessages());
  }

  @Test
  public void anEmptyTextCannotBeSent() {
    ConversationScreen screen = story.join(story.port(), "Ana");
    assertFalse(screen.canSend());
    screen.type(" ");
    assertFalse(screen.canSend());
    screen.type("now");
    assertTrue(screen.canSend());
    screen.say("now");
    assertFalse(screen.canSend());
  }
}
