package chat.charla.android.story;

import static org.junit.Assert.assertEquals;

import chat.charla.android.R;
import chat.charla.android.world.ConnectScreen;
import chat.charla.android.world.Network;
import chat.charla.android.world.Story;
import chat.charla.v1.RegisterRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** The server registers users by invitation. */
@RunWith(RobolectricTestRunner.class)
public final class InvitationTest {
  private static final String PASSWORD = "seven green lamps";
  private static final String CODE = "k7qf2-9xj4t-mwz3a-8rhcd";

  @Rule public final Story story = new Story("--registration", "invite");

  @Test
  public void theCodeIsSentAndItsRefusalIsExplained() throws IOException {
    Network network = story.network();
    story.phone().launch();
    ConnectScreen connect = story.phone().connectScreen();
    connect.fillInRegistration(network.port(), "Ana", PASSWORD, PASSWORD);
    connect.connect();
    connect.awaitProblem(story.words(R.string.reason_invitation_invalid));
    assertEquals(Set.of(""), codes(network.script().requests("Register")));

    connect.typeInvitation(" " + CODE + " ");
    story.phone().rotate();
    connect.connect();
    story
        .phone()
        .await(
            "a request with the code",
            () -> codes(network.script().requests("Register")).equals(Set.of("", CODE)));
    connect.awaitProblem(story.words(R.string.reason_invitation_invalid));
  }

  private static Set<String> codes(List<byte[]> requests) {
    return requests.stream().map(InvitationTest::code).collect(Collectors.toSet());
  }

  private static String code(byte[] request) {
    try {
      return RegisterRequest.parseFrom(request).getInvitationCode();
    } catch (InvalidProtocolBufferException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
