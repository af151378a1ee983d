package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LeaveResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The session of an account: how it ends, and what is kept for the next log-in. */
class AccountSessionTest {
  /** Bob's session, as a process that has logged in saves it. */
  private static SavedSession.Builder bob() {
    return SavedSession.builder().identity("t1", "u1").account(true).name("bob");
  }

  private static Story story(SavedSession.Builder saved) {
    return new Story(ClientOptions.builder().inboxBacklog(20), saved.build());
  }

  @Test
  void aNewSessionAsksForTheBacklogOfTheInboxOnce() {
    Story story = story(bob());
    story.client.start();
    FakeTransport.Stream first = story.transport.stream();
    assertEquals("t1", first.token);
    assertEquals(20, first.open.getInboxBacklog());

    first.ready();
    first.lose();

    assertFalse(story.nextStream().open.hasInboxBacklog(), "the cursor says where to go on");
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR_REASON_SESSION_REVOKED, ACTION_STOP, SESSION_REVOKED",
    "ERROR_REASON_ACCOUNT_SUSPENDED, ACTION_STOP, ACCOUNT_SUSPENDED",
    "ERROR_REASON_SESSION_EXPIRED, ACTION_REJOIN, SESSION_EXPIRED"
  })
  void aClientWhoseSessionIsOverKeepsEverythingAndDoesNotJoinAsAGuest(
      ErrorReason reason, Closing.Action action, StopReason stopReason) {
    Story story = story(bob().addCursor("", "e1", 4));
    story.client.start();
    FakeTransport.Stream stream = story.transport.stream();
    stream.ready(FakeTransport.timeline("lobby", 3, 3));
    PendingMessage message = story.say("hello");

    stream.closing(Closing.newBuilder().setError(Story.error(reason)).setAction(action));

    story.assertStopped(stopReason);
    assertEquals(PendingMessage.Status.PENDING, message.status());
    SavedSession saved = story.snapshot();
    assertTrue(saved.isAccount());
    assertEquals("u1", saved.userId());
    assertEquals(1, saved.messages().size());
    assertEquals(2, saved.cursors().size());
  }

  @Test
  void aSessionThatExpiredBeforeTheProcessStartedIsRecognisedByTheStatusAlone() {
    Story story = story(bob());
    story.client.start();

    story.transport.stream().end(Story.refusal(ErrorReason.ERROR_REASON_SESSION_EXPIRED));

    story.assertStopped(StopReason.SESSION_EXPIRED);
  }

  @Test
  void aCommandThatIsRefusedBecauseTheSessionWasRevokedStaysPending() {
    Story story = story(bob());
    story.client.start();
    FakeTransport.Stream stream = story.transport.stream();
    stream.ready(FakeTransport.timeline("lobby", 3, 3));
    PendingMessage message = story.say("hello");

    stream.refuse(stream.take(), Story.error(ErrorReason.ERROR_REASON_SESSION_REVOKED));

    story.assertStopped(StopReason.SESSION_REVOKED);
    assertEquals(PendingMessage.Status.PENDING, message.status());
  }

  @Test
  void leavingARevokedSessionSucceeds() {
    Story story = new Story();
    story.online();
    story.client.leave();

    story.transport.leave().fail(Story.refusal(ErrorReason.ERROR_REASON_SESSION_REVOKED));

    story.assertState(ConnectionState.Kind.LEFT);
  }

  @Test
  void leavingEndsTheSessionOfAnAccount() {
    Story story = story(bob());
    story.client.start();
    story.transport.stream().ready();
    story.client.leave();

    story.transport.leave().succeed(LeaveResponse.getDefaultInstance());

    story.assertState(ConnectionState.Kind.LEFT);
    assertFalse(story.snapshot().isAccount());
  }

  @Test
  void aServerWithoutGuestsStopsAClientThatHasNoAccount() {
    Story story = new Story();
    story.client.start();

    story.transport.join().fail(Story.refusal(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED));

    story.assertStopped(StopReason.ACCOUNT_REQUIRED);
  }

  @Test
  void theSavedSessionSaysThatItBelongsToAnAccount() {
    assertTrue(SavedSession.fromBytes(bob().build().toBytes()).isAccount());
  }
}
