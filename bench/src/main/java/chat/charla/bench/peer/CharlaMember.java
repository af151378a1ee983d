package chat.charla.bench.peer;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.http2.ClientProfile;
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
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One client of the contract, on its own connection. It joins, opens a stream, and, unless its room
 * is the lobby, enters that room. Then it reports the messages of the room to {@link Deliveries}. A
 * refusal, a missing sequence or the end of the stream fails the run. Only the loop's thread may
 * use it.
 */
public final class CharlaMember {
  /** The room that every identity is a member of. */
  public static final String LOBBY = "lobby";

  private static final String SERVICE = "/charla.v1.ChatService/";
  private static final String ENTER_REQUEST_ID = "enter";

  private final String name;
  private final String room;
  private final int index;
  private final Deliveries deliveries;
  private final GrpcConnection connection;
  private final EventScanner scanner;
  private final SplittableRandom random = new SplittableRandom();
  private Runnable whenDone = () -> {};
  private @Nullable String token;
  private int stream;

  /**
   * The highest sequence of the room that the member has received; before the first message, the
   * sequence after which the member started.
   */
  private long lastSequence;

  private boolean closed;

  /**
   * Starts to connect.
   *
   * @param profile what the member's connection writes when data arrives
   * @param name unique among the members of a server
   * @param room {@link #LOBBY} or the name of another room, in lower case
   * @param index the reader's index for {@code deliveries}
   */
  CharlaMember(
      Loop loop,
      InetSocketAddress server,
      ClientProfile profile,
      String name,
      String room,
      int index,
      Deliveries deliveries) {
    this.name = name;
    this.room = room;
    this.index = index;
    this.deliveries = deliveries;
    this.scanner = new EventScanner(room, this::message);
    this.connection = new GrpcConnection(loop, server, profile, this::lost);
  }

  /** Joins with a new identity, then runs the task. */
  public CharlaMember join(Runnable whenJoined) {
    whenDone = whenJoined;
    int join = connection.call(SERVICE + "Join", "", new JoinHandler());
    connection.send(join, JoinRequest.newBuilder().setName(name).build().toByteArray(), true);
    return this;
  }

  /** Opens the stream and enters the room, then runs the task. */
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

  /** Joins, opens the stream and enters the room, then runs the task. */
  public CharlaMember enter(Runnable whenEntered) {
    return join(() -> open(Open.getDefaultInstance(), whenEntered));
  }

  /**
   * Sends a text as the client library does: with a random message id, so that the send can be
   * repeated, and a request id, so that the server sends a result. The server stores a receipt for
   * each message id; ids in ascending order would be cheaper to store than those of real clients.
   */
  public void send(long number, int size) {
    command(
        ConverseRequest.newBuilder()
            .setRequestId(Long.toString(number))
            .setSendMessage(
                SendMessageRequest.newBuilder()
                    .setRoom(room)
                    .setText(Texts.of(number, size))
                    .setClientMessageId(randomUuid().toString())));
    connection.flush();
  }

  /** Random, but not secure, which would cost the load generator more than the send. */
  private UUID randomUuid() {
    return new UUID(random.nextLong(), random.nextLong());
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
    if (number != EventScanner.NO_MESSAGE) {
      deliveries.delivered(index, number);
    }
  }

  private void response(ConverseResponse response) {
    switch (response.getPayloadCase()) {
      case READY ->
          response.getReady().getTimelinesList().stream()
              .filter(timeline -> timeline.getRoom().equals(room))
              .findFirst()
              .ifPresent(this::begin);
      case RESULT -> result(response.getRequestId(), response.getResult());
      case GAP, CLOSING -> throw new BenchFailure(name + " got: " + response);
      default -> {
        // CaughtUp is not needed: the sequences already show that no message is missing.
      }
    }
  }

  private void result(String requestId, CommandResult result) {
    switch (result.getOutcomeCase()) {
      case MESSAGE_SENT -> deliveries.acknowledged(Long.parseLong(requestId));
      case ROOM_ENTERED -> begin(result.getRoomEntered().getTimeline());
      default -> throw new BenchFailure(name + " was refused: " + result);
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
        throw new BenchFailure(name + " was refused to join");
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
