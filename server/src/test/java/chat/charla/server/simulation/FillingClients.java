package chat.charla.server.simulation;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.StreamHandle;
import chat.charla.client.StreamListener;
import chat.charla.client.Transport;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRoom;
import chat.charla.v1.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Clients that fill the server. They make identities that they do not use, and rooms that they
 * leave again. To accept people, the server has to remove identities and rooms of these clients,
 * and it may remove no others.
 */
final class FillingClients {
  /** The number of identities that the server allows. */
  static final int MAX_IDENTITIES = 30;

  /** The number of rooms that the server allows. */
  static final int MAX_ROOMS = 3;

  /** The number of identities that join before the people. No person is refused because of them. */
  static final int IDENTITIES = 20;

  /** The number of identities that join later, besides the people. */
  private static final int MORE_IDENTITIES = 5;

  private final Transport transport;
  private final Random random;
  private String token = "";

  /** All streams, in the order in which they were opened. They may arrive in another order. */
  private final List<StreamHandle> streams = new ArrayList<>();

  private int identities;
  private int rooms;

  FillingClients(Transport transport, Random random) {
    this.transport = transport;
    this.random = random;
  }

  /** Makes an identity or a room, or neither. */
  void act() {
    switch (random.nextInt(5)) {
      case 0 -> {
        if (identities < IDENTITIES + MORE_IDENTITIES) {
          join();
        }
      }
      case 1, 2 -> changeRoom();
      default -> {}
    }
  }

  /** Makes an identity. */
  void join() {
    var unused =
        transport.join(
            JoinRequest.newBuilder().setName("extra" + ++identities).build(),
            null,
            new Answer<>() {
              @Override
              public void onSuccess(JoinResponse response) {
                if (token.isEmpty()) {
                  token = response.getSessionToken();
                }
              }

              @Override
              public void onFailure(CallFailure failure) {}
            });
  }

  /** Makes a room on a new stream, which ends the previous stream, and leaves the previous room. */
  void changeRoom() {
    if (token.isEmpty()) {
      return;
    }
    String before = "extra" + rooms;
    String room = "extra" + ++rooms;
    StreamHandle opened =
        transport.converse(
            token,
            new StreamListener() {
              @Override
              public void onFrame(ConverseResponse frame) {}

              @Override
              public void onClosed(@Nullable CallFailure reason) {}
            });
    streams.add(opened);
    opened.send(ConverseRequest.newBuilder().setOpen(Open.getDefaultInstance()).build());
    opened.send(
        ConverseRequest.newBuilder()
            .setRequestId("enter")
            .setEnterRoom(EnterRoom.newBuilder().setRoom(room))
            .build());
    opened.send(
        ConverseRequest.newBuilder()
            .setRequestId("leave")
            .setLeaveRoom(LeaveRoom.newBuilder().setRoom(before))
            .build());
  }

  /** Ends all streams of these clients. */
  void endStreams() {
    streams.forEach(StreamHandle::cancel);
  }
}
