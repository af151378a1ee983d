package chat.charla.client;

import chat.charla.v1.CaughtUp;
import chat.charla.v1.Closing;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Cursor;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Limits;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small model of the server for one user, and a network that delays everything, loses answers and
 * breaks streams, as the seed decides. The server keeps the promises of the contract.
 */
final class UnreliableServer extends NoSideCalls {
  /**
   * A room's log. The user's membership begins after the sequence {@code memberAfter}. If this
   * number is negative, the user is not a member.
   */
  private static final class Room {
    final String name;
    final List<Event> log = new ArrayList<>();
    long memberAfter = -1;

    Room(String name) {
      this.name = name;
    }

    long head() {
      return log.size();
    }
  }

  /** The part of a room's log that one stream delivers. */
  private static final class Subscription {
    final Room room;

    /** The sequence up to which events have been delivered. */
    long position;

    /** The last sequence that may be delivered. */
    long end = Long.MAX_VALUE;

    /** Whether delivery has started. In a room that was just entered, it starts with the result. */
    boolean started;

    Subscription(Room room, long position) {
      this.room = room;
      this.position = position;
    }
  }

  private final Scheduler scheduler;
  private final Random random;
  private final Map<String, Room> rooms = new TreeMap<>();
  private final Map<String, String> sessionsByRequestId = new HashMap<>();
  private final Map<String, SendMessageResponse> results = new LinkedHashMap<>();

  /** The open stream, if there is one. */
  private @Nullable ServerStream open;

  /** Whether the network and the server work without faults from now on. */
  boolean reliable;

  /** The number of opened streams. */
  int streams;

  UnreliableServer(Scheduler scheduler, Random random) {
    this.scheduler = scheduler;
    this.random = random;
    room("lobby").memberAfter = 0;
    room("dev");
  }

  /** How often a log contains a message with this id. */
  long count(String clientMessageId) {
    return rooms.values().stream()
        .flatMap(room -> room.log.stream())
        .filter(event -> event.getMessagePosted().getClientMessageId().equals(clientMessageId))
        .count();
  }

  long head(String room) {
    return room(room).head();
  }

  int sessions() {
    return new HashSet<>(sessionsByRequestId.values()).size();
  }

  boolean isMember(String room) {
    return room(room).memberAfter >= 0;
  }

  /** Another user posts a message to this room. */
  void post(String room) {
    append(room(room), MessagePosted.newBuilder().setText("from another"));
  }

  /** The connection breaks, if there is one. */
  void breakStream() {
    ServerStream stream = open;
    if (stream != null) {
      stream.breakConnection();
    }
  }

  @Override
  public Cancellable join(
      JoinRequest request, @Nullable String token, Answer<JoinResponse> answer) {
    String session =
        sessionsByRequestId.computeIfAbsent(
            request.getRequestId(), id -> "t" + (sessionsByRequestId.size() + 1));
    if (happens(0.5)) {
      // The answer is lost.
      return () -> {};
    }
    later(
        () ->
            answer.onSuccess(
                JoinResponse.newBuilder().setSelf(self()).setSessionToken(session).build()));
    return () -> {};
  }

  @Override
  public StreamHandle converse(String token, StreamListener listener) {
    streams++;
    return new ServerStream(listener);
  }

  private Room room(String name) {
    return rooms.computeIfAbsent(name, Room::new);
  }

  private long append(Room room, MessagePosted.Builder message) {
    long sequence = room.head() + 1;
    room.log.add(
        Event.newBuilder()
            .setRoom(room.name)
            .setSequence(sequence)
            .setMessagePosted(message)
            .build());
    return sequence;
  }

  private boolean happens(double probability) {
    return random.nextDouble() < probability && !reliable;
  }

  private void later(Runnable task) {
    scheduler.schedule(Duration.ofMillis(random.nextInt(50)), task);
  }

  private static User self() {
    return User.newBuilder().setId("u1").setName("ana").build();
  }

  private static TimelineState state(Room room, long resumeAfter) {
    return FakeTransport.timeline(room.name, room.head(), resumeAfter);
  }

  /** One stream. Each direction has its own delays, and keeps its order. */
  private final class ServerStream implements StreamHandle {
    private final StreamListener listener;
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** The stream number of the {@code Open}; 0 before the {@code Open} has arrived. */
    private long number;

    /** The time at which the last command arrives at the server, in nanoseconds. */
    private long arrival;

    /** The time at which the last frame arrives at the client, in nanoseconds. */
    private long delivery;

    private boolean ended;

    ServerStream(StreamListener listener) {
      this.listener = listener;
    }

    @Override
    public void send(ConverseRequest command) {
      arrival = Math.max(arrival, scheduler.nanoTime()) + random.nextInt(20_000_000);
      scheduler.schedule(
          Duration.ofNanos(arrival - scheduler.nanoTime()),
          () -> {
            if (!ended) {
              take(command);
            }
          });
    }

    @Override
    public void request(int frames) {}

    @Override
    public void halfClose() {}

    @Override
    public void cancel() {
      // The server notices the cancellation late or, as after a crash of the client's machine,
      // never.
      if (happens(0.5)) {
        return;
      }
      later(this::end);
    }

    void breakConnection() {
      if (!ended) {
        end();
        // Everything in flight is lost. If Open was lost as well, the client must notice the loss
        // by its own time limit.
        if (number > 0) {
          later(() -> listener.onClosed(CallFailure.of(Status.Code.UNAVAILABLE, "broken")));
        }
      }
    }

    private void take(ConverseRequest command) {
      if (happens(0.04)) {
        breakConnection();
      } else if (command.hasOpen()) {
        open(command);
      } else if (happens(0.1)) {
        Error.Builder error =
            Error.newBuilder().setReason(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
        if (command.hasSendMessage() && random.nextBoolean()) {
          // The message is posted, but the answer is a refusal that leaves the outcome unknown.
          decide(command);
        }
        result(command, CommandResult.newBuilder().setError(ReasonCodes.complete(error)));
      } else {
        result(command, decide(command));
      }
    }

    private void open(ConverseRequest command) {
      long requested = command.getOpen().getStreamNumber();
      if (open != null && !open.ended) {
        if (open.number >= requested) {
          close(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, Closing.Action.ACTION_STOP);
          return;
        }
        open.close(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, Closing.Action.ACTION_STOP);
      }
      open = this;
      number = requested;
      Ready.Builder ready = Ready.newBuilder().setSelf(self());
      ready.setLimits(Limits.newBuilder().setMaxOutstandingCommands(8));
      ready.addTimelines(FakeTransport.timeline("", 0, 0));
      for (Room room : rooms.values()) {
        if (room.memberAfter >= 0) {
          Subscription subscription =
              new Subscription(room, start(room, command.getOpen().getCursorsList()));
          subscription.started = true;
          subscriptions.add(subscription);
          ready.addTimelines(state(room, subscription.position));
        }
      }
      frame(ConverseResponse.newBuilder().setReady(ready));
      deliver();
    }

    private long start(Room room, List<Cursor> cursors) {
      for (Cursor cursor : cursors) {
        if (cursor.getRoom().equals(room.name)) {
          return cursor.getAfterSequence();
        }
      }
      return room.memberAfter;
    }

    private CommandResult.Builder decide(ConverseRequest command) {
      CommandResult.Builder result = CommandResult.newBuilder();
      if (command.hasSendMessage()) {
        return post(command.getSendMessage());
      }
      Room room = room("dev");
      if (command.hasEnterRoom()) {
        boolean already = room.memberAfter >= 0;
        if (!already) {
          room.memberAfter = room.head();
          subscriptions.add(new Subscription(room, room.head()));
        }
        return result.setRoomEntered(
            RoomEntered.newBuilder()
                .setTimeline(state(room, room.memberAfter))
                .setAlreadyMember(already));
      }
      if (room.memberAfter < 0) {
        return notAMember();
      }
      room.memberAfter = -1;
      for (Subscription subscription : subscriptions) {
        if (subscription.room == room) {
          subscription.end = Math.min(subscription.end, room.head());
        }
      }
      return result.setRoomLeft(RoomLeft.newBuilder().setRoom("dev").setLastSequence(room.head()));
    }

    private CommandResult.Builder notAMember() {
      Error.Builder error = Error.newBuilder().setReason(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
      return CommandResult.newBuilder().setError(ReasonCodes.complete(error));
    }

    private CommandResult.Builder post(SendMessageRequest request) {
      SendMessageResponse first = results.get(request.getClientMessageId());
      if (first != null) {
        return CommandResult.newBuilder().setMessageSent(first.toBuilder().setDuplicate(true));
      }
      if (room(request.getRoom()).memberAfter < 0) {
        return notAMember();
      }
      long sequence =
          append(
              room(request.getRoom()),
              MessagePosted.newBuilder()
                  .setText(request.getText())
                  .setClientMessageId(request.getClientMessageId()));
      SendMessageResponse response = SendMessageResponse.newBuilder().setSequence(sequence).build();
      results.put(request.getClientMessageId(), response);
      return CommandResult.newBuilder().setMessageSent(response);
    }

    /** Results come in any order, also relative to events. */
    private void result(ConverseRequest command, CommandResult.Builder result) {
      ConverseResponse.Builder frame =
          ConverseResponse.newBuilder().setRequestId(command.getRequestId()).setResult(result);
      later(
          () -> {
            if (!ended) {
              frame(frame);
              startWith(result);
            }
          });
    }

    private void startWith(CommandResult.Builder result) {
      for (Subscription subscription : subscriptions) {
        subscription.started |=
            subscription.room.name.equals(result.getRoomEntered().getTimeline().getRoom());
      }
    }

    /** Sends every subscription a slice of its room, as long as the stream is open. */
    private void deliver() {
      if (ended) {
        return;
      }
      for (Subscription subscription : subscriptions) {
        long to =
            Math.min(
                Math.min(subscription.room.head(), subscription.end),
                subscription.position + 1 + random.nextInt(5));
        if (subscription.started
            && to > subscription.position
            && !hasEarlierMembership(subscription)) {
          frame(
              ConverseResponse.newBuilder()
                  .setBatch(
                      EventBatch.newBuilder()
                          .addAllEvents(
                              subscription.room.log.subList(
                                  (int) subscription.position, (int) to))));
          subscription.position = to;
          if (to == subscription.room.head() && subscription.end == Long.MAX_VALUE) {
            CaughtUp.Builder caughtUp =
                CaughtUp.newBuilder().setRoom(subscription.room.name).setSequence(to);
            frame(ConverseResponse.newBuilder().setCaughtUp(caughtUp));
          }
        }
      }
      scheduler.schedule(Duration.ofMillis(1 + random.nextInt(40)), this::deliver);
    }

    /** Whether an earlier membership of the same room still has events to deliver. */
    private boolean hasEarlierMembership(Subscription subscription) {
      for (Subscription earlier : subscriptions) {
        if (earlier == subscription) {
          return false;
        }
        if (earlier.room == subscription.room && earlier.position < earlier.end) {
          return true;
        }
      }
      return false;
    }

    private void frame(ConverseResponse.Builder frame) {
      delivery = Math.max(delivery, scheduler.nanoTime()) + random.nextInt(20_000_000);
      ConverseResponse built = frame.build();
      scheduler.schedule(
          Duration.ofNanos(delivery - scheduler.nanoTime()),
          () -> {
            if (!ended || built.hasClosing()) {
              listener.onFrame(built);
            }
          });
    }

    private void close(ErrorReason reason, Closing.Action action) {
      end();
      frame(
          ConverseResponse.newBuilder()
              .setClosing(
                  Closing.newBuilder()
                      .setError(ReasonCodes.complete(Error.newBuilder().setReason(reason)))
                      .setAction(action)));
    }

    private void end() {
      ended = true;
      if (open == this) {
        open = null;
      }
    }
  }
}
