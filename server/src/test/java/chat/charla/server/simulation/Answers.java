package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.server.identity.IdentityStore.Versioned;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.User;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What each identity last learned from the server about its rooms and its name. All of this must be
 * on disk, because the server may be killed at any time. When an identity requests a change, the
 * old value is no longer checked. This class sees all calls of all clients.
 */
final class Answers {
  private final FakeDisk disk;
  private final Map<String, Learned> byToken = new LinkedHashMap<>();

  /** Parsed records, by the object on disk. */
  private final Map<Versioned, StoredIdentity> records = new IdentityHashMap<>();

  /** What one identity has learned from the server, without values that may be changing. */
  private static final class Learned {
    private String id = "";

    /** By room: whether the identity is a member. */
    private final Map<String, Boolean> member = new HashMap<>();

    /** By room: the stream or unary call that last asked to enter or leave the room. */
    private final Map<String, Commands> lastCommands = new HashMap<>();

    /** By room: the streams and unary calls whose request to enter or leave has no answer yet. */
    private final Map<String, Set<Commands>> unanswered = new HashMap<>();

    /** Rooms with requests of several streams or calls at once, whose order is unknown. */
    private final Set<String> overlapping = new HashSet<>();

    private @Nullable String name;

    /** Joins that have no answer yet. */
    private final Set<Join> joins = new HashSet<>();

    /** True if one Join was sent before another was answered. Then their order is unknown. */
    private boolean joinsOverlap;

    void setUser(User self) {
      id = self.getId();
    }

    /** The answer to such a request may still arrive when the server has been killed. */
    void orderStaysUnknown(String room) {
      unanswered.getOrDefault(room, Set.of()).forEach(asking -> asking.orderUnknown = true);
    }

    void begins(Join join) {
      name = null;
      joinsOverlap |= !joins.isEmpty();
      joins.add(join);
    }

    /** Whether no other Join was pending at any time since this one began. */
    boolean ends(Join join) {
      boolean alone = joins.remove(join) && joins.isEmpty() && !joinsOverlap;
      joinsOverlap &= !joins.isEmpty();
      return alone;
    }
  }

  Answers(FakeDisk disk) {
    this.disk = disk;
  }

  /** A stream with this token begins. */
  Stream stream(String token) {
    return new Stream(learned(token));
  }

  /** A unary call with this token begins. */
  Commands call(String token) {
    return new Commands(learned(token));
  }

  /** A Join is sent with this token, or without one. */
  Join join(@Nullable String token) {
    Join join = new Join(token == null ? null : learned(token));
    if (join.learned != null) {
      join.learned.begins(join);
    }
    return join;
  }

  /** The identity asks to leave; from now on nothing is required for it. */
  void leaves(String token) {
    byToken.remove(token);
  }

  /** The server was killed, with all pending requests. */
  void serverKilled() {
    byToken
        .values()
        .forEach(
            learned -> {
              learned.joins.clear();
              learned.joinsOverlap = false;
              learned.overlapping.forEach(learned::orderStaysUnknown);
              learned.unanswered.clear();
              learned.overlapping.clear();
            });
  }

  /**
   * Compares everything that identities were told with the disk, and with the disk after a loss of
   * power.
   */
  void requireKept() {
    FakeDisk durable = disk.durable();
    byToken.values().stream()
        .filter(learned -> !learned.id.isEmpty())
        .forEach(
            learned -> {
              requireKept(learned, record(disk, learned.id));
              if (durable != disk) {
                requireKept(learned, record(durable, learned.id));
              }
            });
  }

  /** The identity must exist on disk. */
  void requireExists(String id) {
    var unused = record(disk, id);
  }

  /** The name that the identity holds on disk; empty if it holds none. */
  String name(String id) {
    StoredIdentity record = record(disk, id);
    return record.getHoldsName() ? record.getName() : "";
  }

  /** The rooms that the identity is a member of on disk. */
  Set<String> rooms(String id) {
    return rooms(record(disk, id));
  }

  private static Set<String> rooms(StoredIdentity record) {
    return record.getMembershipsList().stream()
        .map(StoredMembership::getRoom)
        .collect(Collectors.toSet());
  }

  private static void requireKept(Learned learned, StoredIdentity record) {
    if (record.getEndedMillis() != 0) {
      return;
    }
    Set<String> rooms = rooms(record);
    learned.member.forEach(
        (room, member) ->
            require(
                rooms.contains(room) == member,
                "%s was told that it is %s %s, on disk it is in %s",
                learned.id,
                member ? "in" : "not in",
                room,
                rooms));
    if (learned.name != null) {
      require(
          record.getHoldsName() && record.getName().equals(learned.name),
          "%s was told that it is %s, on disk it is %s, %s",
          learned.id,
          learned.name,
          record.getName(),
          record.getHoldsName() ? "held" : "not held");
    }
  }

  private StoredIdentity record(FakeDisk disk, String id) {
    Versioned stored = disk.identity(id);
    if (stored == null) {
      throw new AssertionError("there is no identity " + id + " on disk");
    }
    return records.computeIfAbsent(stored, Answers::record);
  }

  private static StoredIdentity record(Versioned stored) {
    try {
      return StoredIdentity.parseFrom(stored.record());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("garbage on disk", e);
    }
  }

  private Learned learned(String token) {
    return byToken.computeIfAbsent(token, unknown -> new Learned());
  }

  /** One Join, until it ends. */
  final class Join {
    /**
     * What the identity was told before; null if the Join has no token, so that only its answer
     * says which identity this is.
     */
    private final @Nullable Learned learned;

    private Join(@Nullable Learned learned) {
      this.learned = learned;
    }

    /** The Join has ended with this answer, or without one. */
    void ends(@Nullable JoinResponse response) {
      boolean alone = learned == null || learned.ends(this);
      if (response != null) {
        Learned named = learned == null ? learned(response.getSessionToken()) : learned;
        named.setUser(response.getSelf());
        if (alone) {
          named.name = response.getSelf().getName();
        }
      }
    }
  }

  /** The commands and results of one stream or unary call. */
  static sealed class Commands {
    final Learned learned;

    /** The rooms of the commands that have no result yet, by the request id. */
    private final Map<String, String> roomByRequestId = new HashMap<>();

    /** Whether the server was killed while requests of others for the same room had no answer. */
    private boolean orderUnknown;

    private Commands(Learned learned) {
      this.learned = learned;
    }

    /** The client sends a command. */
    final void sent(ConverseRequest command) {
      if (command.hasEnterRoom()) {
        requested(command.getRequestId(), command.getEnterRoom().getRoom());
      } else if (command.hasLeaveRoom()) {
        requested(command.getRequestId(), command.getLeaveRoom().getRoom());
      }
    }

    /** The client receives a result. */
    final void answered(String requestId, CommandResult result) {
      String room = roomByRequestId.remove(requestId);
      if (room != null && !roomByRequestId.containsValue(room)) {
        lastAnswered(room, result);
      }
    }

    private void requested(String requestId, String room) {
      Set<Commands> asking = learned.unanswered.computeIfAbsent(room, first -> new HashSet<>());
      asking.add(this);
      if (asking.size() > 1) {
        learned.overlapping.add(room);
      }
      learned.member.remove(room);
      learned.lastCommands.put(room, this);
      roomByRequestId.put(requestId, room);
    }

    /** This stream or call expects no further answer for the room. */
    private void lastAnswered(String room, CommandResult result) {
      Set<Commands> asking = learned.unanswered.getOrDefault(room, new HashSet<>());
      asking.remove(this);
      boolean overlapping = orderUnknown || learned.overlapping.contains(room);
      if (asking.isEmpty()) {
        learned.overlapping.remove(room);
      }
      if (!overlapping && learned.lastCommands.get(room) == this) {
        resultReceived(room, result);
      }
    }

    private void resultReceived(String room, CommandResult result) {
      ErrorReason reason = result.getError().getReason();
      if (result.hasRoomEntered()) {
        learned.member.put(room, true);
      } else if (result.hasRoomLeft()
          || reason == ErrorReason.ERROR_REASON_NOT_A_MEMBER
          || reason == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND) {
        learned.member.put(room, false);
      }
    }
  }

  /** The commands and results of one stream. */
  static final class Stream extends Commands {
    private Stream(Learned learned) {
      super(learned);
    }

    /** The client receives a frame. */
    void received(ConverseResponse frame) {
      if (frame.hasReady()) {
        learned.setUser(frame.getReady().getSelf());
        earlierStreamsAreDone();
      } else if (frame.hasResult()) {
        answered(frame.getRequestId(), frame.getResult());
      }
    }

    /**
     * The server sends Ready only when no command of an earlier stream can still change a room. A
     * unary call still can.
     */
    private void earlierStreamsAreDone() {
      learned
          .unanswered
          .values()
          .forEach(asking -> asking.removeIf(other -> other instanceof Stream && other != this));
      learned.overlapping.removeIf(
          room -> learned.unanswered.getOrDefault(room, Set.of()).stream().allMatch(this::equals));
    }
  }
}
