package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.http2.GrpcConnection;
import chat.charla.bench.http2.GrpcHandler;
import chat.charla.bench.loop.Loop;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.TimelineState;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client of the contract on a connection of its own: joins, opens a stream, enters a room if it
 * is not the lobby, and hands on the messages of that room, whose sequences must be dense. Anything
 * else that it is told makes the run fail. Owned by the loop's thread.
 */
public final class CharlaMember {
  /** The room that everybody is in. */
  public static final String LOBBY = "lobby";

  private static final String SERVICE = "/charla.v1.ChatService/";
  private static final String ENTER_REQUEST_ID = "enter";

  private final String name;
  private final String room;
  private final int index;
  private final Deliveries deliveries;
  private final GrpcConnection connection;
  private final EventScanner scanner;
  private Runnable whenDone = () -> {};
  private @Nullable String token;
  private int stream;
  private long lastSequence;
  private boolean closed;

  /**
   * Begins to connect.
   *
   * @param name another one for each member of a server
   * @param room {@link #LOBBY} or another room's name in lower case
   * @param index which reader it is to {@code deliveries}
   */
  public CharlaMember(
      Loop loop,
      InetSocketAddress server,
      String name,
      String room,
      int index,
      Deliveries deliveries) {
    this.name = name;
    this.room = room;
    this.index = index;
    this.deliveries = deliveries;
    this.scanner = new EventScanner(room, this::message);
    this.connection = new GrpcConnection(loop, server, this::lost);
  }

  /** Makes an identity; the task is run when it is there. */
  public CharlaMember join(Runnable whenJoined) {
    whenDone = whenJoined;
    int join = connection.call(SERVICE + "Join", "", new JoinHandler());
    connection.send(join, JoinRequest.newBuilder().setName(name).build().toByteArray(), true);
    return this;
  }

  /** Opens the stream and enters the room; the task is run when both are done. */
  public void open(Open open, Runnable whenOpen) {
    if (token == null) {
      throw new BenchFailure(name + " has not joined");
    }
    whenDone = whenOpen;
    stream = connection.call(SERVICE + "Converse", token, new ConverseHandler());
    command(ConverseRequest.newBuilder().setOpen(open));
    if (!room.equals(LOBBY)) {
      command(
          ConverseRequest.newBuilder()
              .setRequestId(ENTER_REQUEST_ID)
              .setEnterRoom(EnterRoom.newBuilder().setRoom(room)));
    }
  }

  /** Joins and opens; the task is run when the member is in its room. */
  public CharlaMember enter(Runnable whenIn) {
    return join(() -> open(Open.getDefaultInstance(), whenIn));
  }

  /** Sends a text as the client library does: with an id that makes it repeatable, and a result. */
  public void send(long number, int size) {
    String id = Long.toString(number);
    command(
        ConverseRequest.newBuilder()
            .setRequestId(id)
            .setSendMessage(
                SendMessageRequest.newBuilder()
                    .setRoom(room)
                    .setText(Texts.of(number, size))
                    .setClientMessageId(id)));
    connection.flush();
  }

  /** The last sequence of the room that it has seen, or where it began. */
  public long lastSequence() {
    return lastSequence;
  }

  /** Drops the connection. */
  public void close() {
    closed = true;
    connection.close();
  }

  private void command(ConverseRequest.Builder request) {
    connection.send(stream, request.build().toByteArray(), false);
  }

  private void message(long sequence, long number) {
    if (sequence != lastSequence + 1) {
      throw new BenchFailure(name + ": " + sequence + " comes after " + lastSequence);
    }
    lastSequence = sequence;
    deliveries.delivered(index, number);
  }

  private void response(ConverseResponse response) {
    switch (response.getPayloadCase()) {
      case READY ->
          response.getReady().getTimelinesList().stream()
              .filter(timeline -> timeline.getRoom().equals(room))
              .findFirst()
              .ifPresent(this::begin);
      case RESULT -> result(response.getRequestId(), response.getResult());
      case GAP, CLOSING -> throw new BenchFailure(name + " is told: " + response);
      default -> {
        // Having caught up is seen by the sequences as well.
      }
    }
  }

  private void result(String requestId, CommandResult result) {
    switch (result.getOutcomeCase()) {
      case MESSAGE_SENT -> deliveries.acknowledged(Long.parseLong(requestId));
      case ROOM_ENTERED -> begin(result.getRoomEntered().getTimeline());
      default -> throw new BenchFailure(name + " is refused: " + result);
    }
  }

  private void begin(TimelineState timeline) {
    lastSequence = timeline.getResumeAfter();
    whenDone.run();
  }

  private void lost(String reason) {
    if (!closed) {
      throw new BenchFailure(name + " has lost its connection: " + reason);
    }
  }

  private void ended() {
    if (!closed) {
      throw new BenchFailure(name + ": the server has ended the call");
    }
  }

  private final class JoinHandler implements GrpcHandler {
    @Override
    public void message(byte[] bytes, int from, int to) {
      try {
        token = JoinResponse.parseFrom(ByteBuffer.wrap(bytes, from, to - from)).getSessionToken();
      } catch (InvalidProtocolBufferException e) {
        throw new BenchFailure("not a JoinResponse", e);
      }
    }

    @Override
    public void ended() {
      if (token == null) {
        throw new BenchFailure(name + " may not join");
      }
      whenDone.run();
    }
  }

  private final class ConverseHandler implements GrpcHandler {
    @Override
    public void message(byte[] bytes, int from, int to) {
      if (EventScanner.isBatch(bytes, from, to)) {
        scanner.scan(bytes, from, to);
        return;
      }
      try {
        response(ConverseResponse.parseFrom(ByteBuffer.wrap(bytes, from, to - from)));
      } catch (InvalidProtocolBufferException e) {
        throw new BenchFailure("not a ConverseResponse", e);
      }
    }

    @Override
    public void ended() {
      CharlaMember.this.ended();
    }
  }
}
