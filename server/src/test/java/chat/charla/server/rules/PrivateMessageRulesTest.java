package chat.charla.server.rules;

import static chat.charla.server.rules.PrivateMessages.toId;
import static chat.charla.server.rules.PrivateMessages.toName;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A private message is appended to the inboxes of its sender and its recipient. It is addressed to
 * a user, not to a name.
 */
class PrivateMessageRulesTest {
  private final World world = new World();
  private final ScriptedClient ana = world.join("Ana");
  private final ScriptedClient berta = world.join("Berta");

  @Test
  void aPrivateMessageIsInBothInboxesAndNowhereElse() {
    ScriptedClient carla = world.join("Carla");
    ScriptedStream carlasStream = carla.online();
    ScriptedStream anasStream = ana.online();
    ScriptedStream bertasStream = berta.online();

    SendMessageResponse sent = ana.call(toId("m1", berta, "psst")).get();
    world.moment();

    assertEquals("", sent.getRoom());
    assertEquals(berta.id(), sent.getRecipientId());
    assertEquals(List.of("psst"), anasStream.texts(""));
    assertEquals(List.of("psst"), bertasStream.texts(""));
    Event event = bertasStream.durable("").get(0);
    assertEquals(ana.user(), event.getActor());
    assertEquals(berta.user(), event.getMessagePosted().getRecipient());
    assertEquals(List.of(), carlasStream.durable(""));
    assertEquals(List.of(), carlasStream.durable("lobby"));
    assertEquals(List.of(), carla.history(""));
  }

  @Test
  void onlyTheSequenceDependsOnTheInbox() {
    ScriptedStream anasStream = ana.online();
    ScriptedStream bertasStream = berta.online();
    berta.call(toId("m0", berta, "a note before")).get();

    ana.call(toId("m1", berta, "psst")).get();
    world.moment();

    Event own = anasStream.durable("").get(0);
    Event theirs = bertasStream.durable("").get(1);
    assertEquals(
        own.toBuilder().clearSequence().build(), theirs.toBuilder().clearSequence().build());
    assertEquals(1, own.getSequence());
    assertEquals(2, theirs.getSequence());
  }

  @Test
  void theResultHasTheSequenceInTheSendersInbox() {
    ana.call(toId("m1", ana, "a note")).get();

    SendMessageResponse sent = ana.call(toId("m2", berta, "psst")).get();

    assertEquals(2, sent.getSequence());
  }

  @Test
  void aReplyByIdDoesNotReachTheNewHolderOfTheName() {
    ana.call(toName("m1", "berta", "hello")).get();
    world.pass(World.LEASE.plusSeconds(1));
    ScriptedClient newHolder = world.join("Ana");

    berta.join("Berta");
    berta.call(toId("m1", ana, "hello yourself")).get();

    assertNotEquals(ana.id(), newHolder.id());
    assertEquals(List.of("hello", "hello yourself"), ana.history(""));
    assertEquals(List.of(), newHolder.history(""));
  }

  @Test
  void aMessageToItsAuthorIsOneEntry() {
    ScriptedStream stream = ana.online();

    ana.call(toId("m1", ana, "a note")).get();
    ana.call(toName("m2", "ANA", "another")).get();
    world.moment();

    assertEquals(List.of("a note", "another"), stream.texts(""));
    assertEquals(List.of(1L, 2L), stream.sequences(""));
  }

  @Test
  void aPrivateMessageWaitsForARecipientThatIsOffline() {
    ScriptedStream bertasStream = berta.online();
    bertasStream.cut();
    world.pass(Duration.ofDays(20));

    ana.join("Ana");
    ana.call(toId("m1", berta, "when you are back")).get();
    world.restart();

    ScriptedStream back = berta.online();
    assertEquals(List.of("when you are back"), back.texts(""));
  }

  @Test
  void aRecipientThatHasLostItsNameIsFoundByIdOnly() {
    world.pass(World.LEASE.plusSeconds(1));
    ana.join("Ana");

    ana.call(toName("m1", "Berta", "psst")).refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    ana.call(toId("m1", berta, "psst")).get();

    assertEquals(List.of("psst"), berta.history(""));
  }

  @Test
  void aRecipientThatHasLeftIsNotFound() {
    berta.leave().get();

    ana.call(toId("m1", berta, "psst")).refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    ana.call(toName("m1", "Berta", "psst")).refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    assertEquals(List.of(), ana.history(""));
  }

  @Test
  void anInboxIsKeptAfterTheOtherUserHasLeft() {
    ana.call(toId("m1", berta, "from Ana")).get();
    berta.call(toId("m1", ana, "from Berta")).get();

    berta.leave().get();
    world.restart();

    assertEquals(List.of("from Ana", "from Berta"), ana.history(""));
    SendMessageResponse note = ana.call(toId("m2", ana, "a note")).get();
    assertEquals(3, note.getSequence());
  }

  @Test
  void aPrivateMessageIsAcknowledgedOnlyWhenItIsOnDiskInBothInboxes() {
    SendMessageResponse sent = ana.call(toId("m1", berta, "psst")).get();
    world.server().kill();

    world.moment();
    world.server().start();
    world.moment();

    assertEquals(1, sent.getSequence());
    assertEquals(List.of("psst"), ana.history(""));
    assertEquals(List.of("psst"), berta.history(""));
  }

  @Test
  void crossingMessagesHaveTheSameOrderInBothInboxes() {
    ScriptedStream anasStream = ana.online();
    ScriptedStream bertasStream = berta.online();

    for (int i = 0; i < 20; i++) {
      anasStream.post("", toId("m" + i, berta, "from Ana " + i));
      bertasStream.post("", toId("m" + i, ana, "from Berta " + i));
    }
    world.moment();

    assertEquals(40, anasStream.texts("").size());
    assertEquals(anasStream.texts(""), bertasStream.texts(""));
    assertEquals(anasStream.sequences(""), bertasStream.sequences(""));
    assertTrue(anasStream.texts("").contains("from Berta 19"));
  }
}
