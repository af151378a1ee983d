package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.chat.ProtoFormat;
import chat.charla.server.storage.CheckListener;
import chat.charla.server.storage.Finding;
import chat.charla.server.storage.sqlite.DatabaseCheck;
import chat.charla.server.storage.sqlite.SqlDump;
import chat.charla.v1.Cursor;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server opens a database of an earlier storage format, and clients find everything in it. */
abstract class StoredFormatContract {
  private final StoredConversation stored;

  @TempDir private Path data;
  @AutoClose private RunningServer server;

  StoredFormatContract(int format) {
    stored = StoredConversation.of(format);
  }

  @BeforeEach
  void start() throws IOException, SQLException {
    server = stored.start(data);
  }

  @Test
  void clientsSeeWhatTheySawBefore() {
    assertEquals(
        String.join("\n", stored.seen()),
        String.join("\n", StoredConversation.see(server, stored.tokens())));
  }

  @Test
  void clientsSeeTheSameAfterAnotherRestart() throws IOException {
    server.close();
    server = RunningServer.with(data, StoredConversation::neverExpiring);

    clientsSeeWhatTheySawBefore();
  }

  @Test
  void anEndedIdentityStaysEnded() {
    RawClient dora = as(StoredConversation.DORA);

    Refusal.of(dora::whoAmI)
        .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_ENDED);
    Refusal.of(() -> server.connect().calls().join(StoredConversation.DORA))
        .is(Status.Code.UNAUTHENTICATED, ErrorReason.ERROR_REASON_SESSION_ENDED);
    assertEquals("Dora", server.join("Dora").user().getName(), "its name is free");
  }

  @Test
  void heldNamesAreTaken() {
    for (String name : List.of("ANA", "bertha", StoredConversation.CYRILLIC_NAME, "pace")) {
      Refusal.of(() -> server.join(name))
          .is(Status.Code.ALREADY_EXISTS, ErrorReason.ERROR_REASON_NAME_TAKEN);
    }
  }

  @Test
  void aStreamResumesAfterItsCursorsAndIsToldWhatWasTrimmed() {
    RawClient ana = as(StoredConversation.ANA);
    ListMessagesResponse kitchen = history(ana, "kitchen");
    ListMessagesResponse lobby = history(ana, "lobby");
    assertTrue(kitchen.getFirstSequence() > 2, "the kitchen was trimmed");
    long last = lobby.getHeadSequence();

    RawStream stream =
        ana.converse(
            Open.newBuilder()
                .addCursors(after("kitchen", kitchen.getEpoch(), 1))
                .addCursors(after("lobby", lobby.getEpoch(), last - 1))
                .build());

    Gap gap = stream.frame("gap", frame -> frame.hasGap()).getGap();
    assertEquals(
        Gap.newBuilder()
            .setRoom("kitchen")
            .setReason(GapReason.GAP_REASON_TRIMMED)
            .setEpoch(kitchen.getEpoch())
            .setFirstMissingSequence(2)
            .setLastMissingSequence(kitchen.getFirstSequence() - 1)
            .build(),
        gap);
    Event newest = kitchen.getEvents(kitchen.getEventsCount() - 1);
    assertEquals(newest, stream.message(newest.getMessagePosted().getText()));
    Event inLobby =
        stream.event(
            "the last of the lobby", e -> e.getRoom().equals("lobby") && e.getSequence() > 0);
    assertEquals(last, inLobby.getSequence());
  }

  @Test
  void newMessagesFollowTheOldOnes() {
    RawClient ana = as(StoredConversation.ANA);
    for (String room : List.of("lobby", "kitchen")) {
      ListMessagesResponse before = history(ana, room);

      SendMessageResponse sent = ana.calls().sendMessage(message("new").setRoom(room).build());

      assertEquals(before.getHeadSequence() + 1, sent.getSequence(), room);
      assertEquals(before.getEpoch(), sent.getEpoch(), room);
    }
    Refusal.of(
            () ->
                ana.calls()
                    .sendMessage(StoredConversation.TO_THE_LOBBY.toBuilder().setText("x").build()))
        .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_MESSAGE_ID_REUSED);
  }

  @Test
  void theHistoryOfARoomWithoutMembersIsStillThere() {
    RawClient carl = as(StoredConversation.CARL);
    carl.converse().enter(StoredConversation.VACANT);

    List<Event> events = history(carl, StoredConversation.VACANT).getEventsList();

    assertEquals(
        LongStream.rangeClosed(1, events.size()).boxed().toList(),
        events.stream().map(Event::getSequence).toList());
    assertEquals(
        List.of("alone in the cellar"),
        events.stream()
            .filter(Event::hasMessagePosted)
            .map(event -> event.getMessagePosted().getText())
            .toList());
    assertEquals("Dora", events.get(0).getActor().getName());
  }

  @Test
  void discardedEntriesAreDeleted() throws SQLException {
    server.close();

    assertFalse(
        SqlDump.of(StoredConversation.database(data)).contains("INSERT INTO discarded"),
        "the start deletes what an earlier server had left");
  }

  @Test
  void roomsWithoutMessagesKeepTheirTimelines() {
    RawClient carl = as(StoredConversation.CARL);
    carl.converse().enter(StoredConversation.EMPTY);

    ListMessagesResponse empty = history(carl, StoredConversation.EMPTY);

    assertEquals(0, empty.getHeadSequence());
    assertTrue(stored.sql().contains("'" + empty.getEpoch() + "'"), "the epoch is the old one");
  }

  @Test
  void aCheckFindsNoDamage(@TempDir Path before) throws SQLException {
    SqlDump.restore(stored.sql(), StoredConversation.database(before));
    assertSound(before);

    server.close();
    assertSound(data);
  }

  private static void assertSound(Path data) {
    List<String> findings = new ArrayList<>();
    CheckListener listener =
        new CheckListener() {
          @Override
          public void fileDamaged(String finding) {
            findings.add(finding);
          }

          @Override
          public void found(Finding finding) {
            findings.add(finding.toString());
          }

          @Override
          public void progress(long events) {}

          @Override
          public void copied(Path copy) {}
        };

    DatabaseCheck.Result result = new DatabaseCheck(data, new ProtoFormat(), listener).run(false);

    assertEquals(List.of(), findings);
    assertEquals(DatabaseCheck.Result.SOUND, result);
  }

  private RawClient as(JoinRequest identity) {
    return server.connect().withToken(stored.token(identity));
  }

  private static ListMessagesResponse history(RawClient client, String room) {
    return client.calls().listMessages(ListMessagesRequest.newBuilder().setRoom(room).build());
  }

  private static SendMessageRequest.Builder message(String text) {
    return StoredConversation.message(text);
  }

  private static Cursor after(String room, String epoch, long sequence) {
    return Cursor.newBuilder().setRoom(room).setEpoch(epoch).setAfterSequence(sequence).build();
  }
}
