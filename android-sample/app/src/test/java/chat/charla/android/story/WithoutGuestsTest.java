package chat.charla.android.story;

import static org.junit.Assert.assertEquals;

import chat.charla.android.R;
import chat.charla.android.world.ConnectScreen;
import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.Story;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** The server has no guests. */
@RunWith(RobolectricTestRunner.class)
public final class WithoutGuestsTest {
  private static final String PASSWORD = "seven green lamps";

  @Rule public final Story story = new Story("--registration", "open", "--guests", "off");

  @Test
  public void aGuestIsToldToRegister() {
    story.phone().launch();
    ConnectScreen connect = story.phone().connectScreen();
    connect.fillIn(story.port(), "Ana", false);
    connect.connect();
    assertEquals(story.words(R.string.reason_account_required), connect.awaitProblem());
    connect.fillInRegistration(story.port(), "Ana", PASSWORD, PASSWORD);
    connect.connect();
    ConversationScreen screen = story.phone().conversationScreen();
    screen.awaitOnline();
    screen.say("registered");
    screen.awaitPosted("registered");
  }
}
