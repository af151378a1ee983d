package chat.charla.android.conversation;

import static chat.charla.android.conversation.Samples.ME;
import static chat.charla.android.conversation.Samples.user;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import chat.charla.v1.User;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class MessageTest {
  private static final User ANA = user("u1");
  private static final long NOON = TimeUnit.HOURS.toMillis(12);

  @Test
  public void messagesOfOneAuthorWithinFiveMinutesAreOneGroup() {
    Message first = posted(ANA, 0);

    assertTrue(posted(ANA, 300).continues(first));
    assertFalse("more than five minutes later", posted(ANA, 301).continues(first));
    assertFalse("a message of another author", posted(user("u2"), 1).continues(first));
    assertFalse("a message of the user", posted(ME, 1).continues(first));
  }

  @Test
  public void anotherNameOfTheAuthorAndAnotherAuthorWithThatNameBeginAGroup() {
    Message first = posted(ANA, 0);

    assertFalse(posted(ANA.toBuilder().setName("anita").build(), 1).continues(first));
    assertFalse(posted(ANA.toBuilder().setId("u9").build(), 1).continues(first));
  }

  @Test
  public void theFirstMessageAndAMessageAfterANoticeBeginAGroup() {
    assertFalse(posted(ANA, 0).continues(Notice.of(Notice.Kind.UNKNOWN, 1, NOON)));
    assertFalse(posted(ANA, 0).continues(null));
  }

  @Test
  public void pendingMessagesContinueAGroupOfTheUser() {
    Message pending = Message.pending(ME, "two", "b");

    assertTrue(pending.continues(posted(ME, 0)));
    assertTrue(Message.pending(ME, "three", "c").continues(pending));
    assertFalse(pending.continues(posted(ANA, 0)));
  }

  private static Message posted(User author, int second) {
    boolean own = author.equals(ME);
    return Message.posted(1, NOON + TimeUnit.SECONDS.toMillis(second), own, author, "x", "");
  }
}
