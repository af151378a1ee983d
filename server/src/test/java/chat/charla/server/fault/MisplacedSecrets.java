package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.server.process.Clients;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.SendMessageRequest;
import com.google.common.primitives.Bytes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Sends secrets in the wrong fields, and in bytes that are not valid requests. */
final class MisplacedSecrets {
  private static final List<MethodDescriptor<?, ?>> METHODS =
      Stream.of(
              ChatServiceGrpc.getServiceDescriptor(),
              AccountServiceGrpc.getServiceDescriptor(),
              RoomServiceGrpc.getServiceDescriptor(),
              AdminServiceGrpc.getServiceDescriptor())
          .flatMap(service -> service.getMethods().stream())
          .filter(method -> !method.getFullMethodName().endsWith("/Leave"))
          .<MethodDescriptor<?, ?>>map(method -> method)
          .toList();

  private final Leaks leaks;
  private final Clients clients;
  private final RawClient ana;
  private final String text;
  private final String id;
  private final String commandId;
  private final String wrongToken;
  private final String pageToken;

  /** Calls the server as strangers, and as Ana, who has joined. */
  MisplacedSecrets(Secrets secrets, Leaks leaks, Clients clients, RawClient ana) {
    this.leaks = leaks;
    this.clients = clients;
    this.ana = ana;
    text = secrets.create("a text that is refused");
    id = secrets.create("client_message_id that is refused");
    commandId = secrets.create("request_id that is refused");
    wrongToken = secrets.create("an invalid token");
    pageToken = secrets.create("an invalid page token");
  }

  /** Sends secrets in the wrong fields. */
  void sendInWrongFields() {
    RawClient stranger = clients.connect();
    for (RawClient caller :
        List.of(
            stranger,
            stranger.withToken(wrongToken),
            stranger.withToken(ana.token() + "x"),
            stranger.withAuthorization(ana.token()),
            stranger.withAuthorization("Basic " + wrongToken))) {
      for (MethodDescriptor<?, ?> method : METHODS) {
        byte[] request =
            SendMessageRequest.newBuilder()
                .setRoom("lobby")
                .setText(text)
                .setClientMessageId(id)
                .build()
                .toByteArray();
        leaks.searchRefusal(RawCalls.call(caller.channel(), method, request));
      }
    }
    leaks.searchRefusalOf(
        () -> stranger.calls().join(JoinRequest.newBuilder().setName(text + "!").build()));
    leaks.searchRefusalOf(
        () ->
            ana.calls()
                .listMessages(
                    ListMessagesRequest.newBuilder()
                        .setRoom("lobby")
                        .setPageToken(pageToken)
                        .build()));
    leaks.searchRefusalOf(
        () -> ana.calls().listUsers(ListUsersRequest.newBuilder().setPageToken(pageToken).build()));
    leaks.searchRefusalOf(
        () -> ana.calls().listRooms(ListRoomsRequest.newBuilder().setPageToken(pageToken).build()));
    leaks.searchRefusalOf(
        () ->
            ana.calls().listMessages(ListMessagesRequest.newBuilder().setRoom(text + "!").build()));
    RawStream stream = clients.join("Ann").converse();
    stream.send(
        ConverseRequest.newBuilder()
            .setRequestId(commandId)
            .setEnterRoom(EnterRoom.newBuilder().setRoom(text + "!"))
            .build());
    assertTrue(stream.result(commandId).hasError());
    stream.send(ConverseRequest.newBuilder().setRequestId(commandId.repeat(5)).build());
    stream.cancel();
  }

  /** Sends bytes that contain secrets and are not valid requests. */
  void sendBrokenMessages(int port) throws IOException {
    byte[] whole =
        SendMessageRequest.newBuilder()
            .setUserName("Luis")
            .setText(text)
            .setClientMessageId(id)
            .build()
            .toByteArray();
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    byte[] huge = text.repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    for (MethodDescriptor<?, ?> method : METHODS) {
      leaks.searchRefusal(RawCalls.call(ana.channel(), method, cut));
      leaks.searchRefusal(RawCalls.call(ana.channel(), method, huge));
    }
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-note", Metadata.ASCII_STRING_MARSHALLER), text.repeat(1000));
    try (RawClient other = clients.connect().as(ana.session())) {
      leaks.searchRefusal(
          RawCalls.call(other.channel(), ChatServiceGrpc.getWhoAmIMethod(), new byte[0], headers));
    }
    for (byte[] garbage :
        List.of(
            ("GET /" + text + " HTTP/1.1\r\nAuthorization: Bearer " + ana.token() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII),
            Bytes.concat(Frames.greeting(), Frames.frame(Frames.PING, 0, 0, cut)),
            Bytes.concat(
                Frames.greeting(),
                Frames.frame(Frames.GOAWAY, 0, 0, Bytes.concat(new byte[8], whole))),
            Bytes.concat(Frames.greeting(), Frames.frame(Frames.HEADERS, 4, 1, whole)),
            Bytes.concat(
                Frames.greeting(),
                Frames.call(1, "SendMessage", ana.token()),
                Frames.message(1, whole, false),
                Frames.frame(Frames.DATA, 0, 1, whole),
                Frames.frame(Frames.DATA, 0, 0, whole)))) {
      try (RawConnection connection = RawConnection.open(port)) {
        connection.write(garbage).finish();
        connection.awaitClosed();
      }
    }
  }
}
