package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.Presence;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.UserLeftReason;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faults of the original program, one test for each. */
class OriginalFaultsTest {
  @TempDir private Path data;

  /** In the original, a client received nothing until its user pressed Enter. */
  @Test
  void aSilentClientReceivesMessages() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawStream silent = server.join("Luciano").converse();
      RawStream tail = server.join("Tail").stream();
      tail.halfClose(); // without a single command
      tail.ready();

      server.join("Samuel").say("hello, Luciano");

      silent.message("hello, Luciano");
      tail.message("hello, Luciano");
    }
  }

  /** In the original, public messages reached only the server's console. */
  @Test
  void publicMessagesReachEveryMember() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      List<RawStream> members = new ArrayList<>();
      for (String name : List.of("Luciano", "Samuel", "Marta", "Pilar")) {
        members.add(server.join(name).converse());
      }

      for (int i = 0; i < members.size(); i++) {
        members.get(i).say("from member " + i);
      }

      for (RawStream member : members) {
        for (int i = 0; i < members.size(); i++) {
          member.message("from member " + i);
        }
        assertEquals(
            members.get(0).messages(members.size()),
            member.messages(members.size()),
            "all members see the same order");
      }
    }
  }

  /** In the original, one client that was choosing its name blocked all others. */
  @Test
  void clientsThatAreStillConnectingDoNotBlockOthers() throws IOException {
    try (RunningServer server = RunningServer.in(data);
        Socket connectedOnly = new Socket(InetAddress.getByName("localhost"), server.port());
        Socket halfHello = new Socket(InetAddress.getByName("localhost"), server.port())) {
      halfHello.getOutputStream().write("PRI * HT".getBytes(StandardCharsets.US_ASCII));
      RawClient joinedOnly = server.join("Joined-only");
      RawStream neverOpened = joinedOnly.stream();
      RawStream refusedName = server.connect().stream();

      RawStream luciano = server.join("Luciano").converse();
      RawStream samuel = server.join("Samuel").converse();
      luciano.say("no need to wait");

      samuel.message("no need to wait");
      assertFalse(neverOpened.ended());
      assertEquals(ErrorReason.ERROR_REASON_SESSION_MISSING.name(), refusedName.end().reason());
      assertFalse(connectedOnly.isClosed());
    }
  }

  /**
   * In the original, two messages in one packet became one, and a long one was cut at 1,024 bytes.
   */
  @Test
  void messagesAreNeitherMergedNorCut() throws IOException {
    int limit = 16 * 1024;
    try (RunningServer server =
        RunningServer.with(data, config -> config.maxTextCodePoints(limit).maxTextBytes(limit))) {
      RawStream luciano = server.join("Luciano").converse();
      RawStream samuel = server.join("Samuel").converse();
      List<String> texts =
          List.of("one", "two", "x".repeat(1023), "y".repeat(1024), "z".repeat(1025));
      String whole = "0123456789abcdef".repeat(1024);

      texts.forEach(luciano::say);
      luciano.say(whole);
      luciano.say("after it");

      List<String> expected = new ArrayList<>(texts);
      expected.addAll(List.of(whole, "after it"));
      assertEquals(expected, samuel.texts(expected.size()));
    }
  }

  /** In the original, the name of a lost client stayed in the list forever. */
  @Test
  void aLostClientIsRemovedAfterItsLease() throws IOException {
    Duration lease = Duration.ofMillis(500);
    try (RunningServer server = RunningServer.with(data, config -> config.nameLease(lease))) {
      RawClient watcher = server.join("Samuel");
      RawStream watching = watcher.converse();
      RawClient luciano = server.join("Luciano");
      luciano.converse();

      luciano.close(); // without a Leave

      watching.event(
          "loss of Luciano", event -> isAbout(luciano, event.hasUserReconnecting(), event));
      watching.event("end of the lease", event -> isAbout(luciano, hasLapsed(event), event));
      var present = watcher.calls().listUsers(ListUsersRequest.getDefaultInstance());
      assertEquals(1, present.getTotalSize());
      assertEquals(watcher.user(), present.getUsers(0).getUser());
      assertEquals(Presence.PRESENCE_ONLINE, present.getUsers(0).getPresence());
      RawClient successor = server.join("Luciano");
      assertNotEquals(luciano.id(), successor.id());
    }
  }

  /**
   * While the lease runs, the lost client is listed as reconnecting, and no other client gets its
   * name.
   */
  @Test
  void aLostClientIsListedAsReconnectingAndCanReconnect() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawClient watcher = server.join("Samuel");
      RawStream watching = watcher.converse();
      RawClient luciano = server.join("Luciano");
      luciano.converse();
      luciano.close();
      watching.event(
          "loss of Luciano", event -> isAbout(luciano, event.hasUserReconnecting(), event));

      ListUsersRequest lobby = ListUsersRequest.newBuilder().setRoom("lobby").build();
      var lost =
          watcher.calls().listUsers(lobby).getUsersList().stream()
              .filter(user -> user.getUser().equals(luciano.user()))
              .findFirst()
              .orElseThrow();
      Refusal refusal = Refusal.of(() -> server.join("luciano"));
      RawStream back = server.connect().as(luciano.session()).converse();

      assertEquals(Presence.PRESENCE_RECONNECTING, lost.getPresence());
      refusal.is(Status.Code.ALREADY_EXISTS, ErrorReason.ERROR_REASON_NAME_TAKEN);
      watching.event("return of Luciano", event -> isAbout(luciano, event.hasUserBack(), event));
      assertEquals(luciano.user(), back.ready().getSelf());
    }
  }

  /** In the original, a private message went to a position in a list, and so to the wrong user. */
  @Test
  void privateMessagesReachTheirRecipientAfterOthersHaveLeft() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawClient luciano = server.join("Luciano");
      RawClient samuel = server.join("Samuel");
      RawClient marta = server.join("Marta");
      RawStream samuelsStream = samuel.converse();
      RawStream martasStream = marta.converse();
      luciano.leave();
      RawClient newLuciano = server.join("Luciano");
      RawStream newLucianosStream = newLuciano.converse();

      samuel.sendPrivately(marta, "for Marta, by id");
      sendToName(samuel, "Marta", "for Marta, by name");
      marta.sendPrivately(samuel, "for Samuel, by id");
      Refusal gone = Refusal.of(() -> samuel.sendPrivately(luciano, "for the first Luciano"));

      List<String> all = List.of("for Marta, by id", "for Marta, by name", "for Samuel, by id");
      assertEquals(all, samuelsStream.texts(all.size()));
      assertEquals(all, martasStream.texts(all.size()));
      gone.is(Status.Code.NOT_FOUND, ErrorReason.ERROR_REASON_USER_NOT_FOUND);
      sendToName(samuel, "luciano", "for the present Luciano");
      assertEquals(List.of("for the present Luciano"), newLucianosStream.texts(1));
    }
  }

  private static void sendToName(RawClient author, String name, String text) {
    var sent =
        author
            .calls()
            .sendMessage(SendMessageRequest.newBuilder().setUserName(name).setText(text).build());
    assertFalse(sent.getRecipientId().isEmpty());
  }

  private static boolean hasLapsed(Event event) {
    return event.getUserLeft().getReason() == UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED;
  }

  private static boolean isAbout(RawClient client, boolean happened, Event event) {
    return happened && event.getActor().equals(client.user());
  }
}
