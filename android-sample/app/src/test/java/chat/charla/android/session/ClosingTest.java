package chat.charla.android.session;

import chat.charla.android.world.ConversationScreen;
import chat.charla.android.world.Network;
import chat.charla.android.world.Peer;
import chat.charla.android.world.Story;
import chat.charla.client.SavedSession;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** Checks the session that the app saves when its last screen is hidden. */
@RunWith(RobolectricTestRunner.class)
public final class ClosingTest {
  @Rule public final Story story = new Story();

  /**
   * The client sends a message that was never sent, even after the repetition window. Any other old
   * message may already have been posted, so the client does not send it after the window.
   */
  @Test
  public void theSavedSessionKnowsThatAMessageWasNeverSent() throws IOException {
    Peer luis = story.peer("Luis");
    Network network = story.network();
    ConversationScreen screen = story.join(network.port(), "Ana");
    screen.say("written with a connection");
    screen.awaitPosted("written with a connection");
    screen.awaitOnline();
    network.wire().block();
    screen.awaitBanner();
    screen.say("written without a connection");
    story.phone().pressHome();

    story
        .phone()
        .await(
            "a saved session with a message that was never sent",
            () -> {
              SavedSession saved = savedSession(network.port());
              return saved.messages().size() == 1 && saved.messages().get(0).wasNeverSent();
            });

    network.wire().unblock();
    story.phone().comeBack();
    story.awaitExactly(screen, luis, "lobby", 2);
  }

  /**
   * Returns the newest saved session. Reads the bytes of the file, because the session's thread
   * owns the app's {@link Storage}: if {@code AtomicFile} reads a file on this thread while the
   * session's thread writes it, the new content is lost. The bytes are complete, because a write
   * ends with a rename.
   */
  private static SavedSession savedSession(int port) {
    Storage storage =
        new Storage(
            () -> new File(RuntimeEnvironment.getApplication().getNoBackupFilesDir(), "charla"));
    File file = storage.sessionFile(new ServerSettings("127.0.0.1", port, true, ""));
    try {
      return SavedSession.fromBytes(Files.readAllBytes(file.toPath()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
