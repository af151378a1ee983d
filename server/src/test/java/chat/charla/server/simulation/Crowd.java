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
 * Clients that fill the server: they make identities that they do not use, and rooms that they
 * leave for the next one. To make room for people, the server must remove only these identities and
 * rooms.
 */
final class Crowd {
  /** The limits of a server with a crowd. */
  static final int MAX_IDENTITIES = 30;

  static final int MAX_ROOMS = 3;

  /**
   * The number of identities of the crowd. It leaves enough places that people are never refused.
   */
  static final int IDENTITIES = 20;

  private static final int MORE_IDENTITIES = 5;

  private final Transport transport;
  private final Random random;
  private String token = "";

  /** All streams. The stream that was opened last need not arrive last. */
  private final List<StreamHandle> streams = new ArrayList<>();

  private int identities;
  private int rooms;

  Crowd(Transport transport, Random random) {
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
            JoinRequest.newBuilder().setName("crowd" + ++identities).build(),
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
    String before = "crowd" + rooms;
    String room = "crowd" + ++rooms;
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

  /** Ends the streams of the crowd. */
  void endStreams() {
    streams.forEach(StreamHandle::cancel);
  }
}
