package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.server.log.FakeDisk;
import chat.charla.server.session.SessionStore.Versioned;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every identity was told of its rooms and its name, and has not asked to change since: so it
 * must be on disk, whenever the server dies. Listens at the wire, whoever speaks there.
 */
final class Answers {
  private final FakeDisk disk;
  private final Map<String, Told> byToken = new LinkedHashMap<>();

  /** What one identity was told. What may be changing is not in it. */
  private static final class Told {
    private String id = "";

    /** Whether it is in these rooms. */
    private final Map<String, Boolean> inside = new HashMap<>();

    /** Which stream has asked last to enter or leave a room. */
    private final Map<String, Stream> asker = new HashMap<>();

    /** Which streams have asked for a change of this room and have no answer yet. */
    private final Map<String, Set<Stream>> unanswered = new HashMap<>();

    /** Rooms that two streams have asked for at once: nobody knows which came last. */
    private final Set<String> overlapping = new HashSet<>();

    private @Nullable String name;
    private int joins;

    /** Joins of which one was sent before the other was answered: nobody knows which came last. */
    private boolean joinsOverlap;

    void called(User self) {
      id = self.getId();
    }
  }

  Answers(FakeDisk disk) {
    this.disk = disk;
  }

  /** A stream begins that has this token. */
  Stream stream(String token) {
    return new Stream(told(token));
  }

  /** A Join is sent with this token, or with none. */
  void joins(@Nullable String token) {
    if (token != null) {
      Told told = told(token);
      told.name = null;
      told.joinsOverlap |= told.joins > 0;
      told.joins++;
    }
  }

  /** A Join has ended. */
  void joined(@Nullable String token, @Nullable JoinResponse response) {
    Told told = null;
    boolean alone = token == null;
    if (token != null) {
      told = told(token);
      told.joins--;
      alone = told.joins == 0 && !told.joinsOverlap;
      told.joinsOverlap &= told.joins > 0;
    }
    if (response == null) {
      return;
    }
    told = told == null ? told(response.getSessionToken()) : told;
    told.called(response.getSelf());
    if (alone) {
      told.name = response.getSelf().getName();
    }
  }

  /** The identity wants to end: nothing holds for it any more. */
  void leaves(String token) {
    byToken.remove(token);
  }

  /** The server has died, and with it everything that was under way. */
  void serverDied() {
    byToken
        .values()
        .forEach(
            told -> {
              told.joins = 0;
              told.joinsOverlap = false;
              told.unanswered.clear();
              told.overlapping.clear();
            });
  }

  /** Compares all that was told with the disk. */
  void requireKept() {
    byToken.values().stream().filter(told -> !told.id.isEmpty()).forEach(this::requireKept);
  }

  /** The name that the disk has this identity hold; empty if it holds none. */
  String name(String id) {
    StoredIdentity record = record(id);
    return record.getHoldsName() ? record.getName() : "";
  }

  /** The rooms that the disk has this identity in. */
  Set<String> rooms(String id) {
    return record(id).getMembershipsList().stream()
        .map(StoredMembership::getRoom)
        .collect(Collectors.toSet());
  }

  private void requireKept(Told told) {
    StoredIdentity record = record(told.id);
    if (record.getEndedMillis() != 0) {
      return;
    }
    Set<String> rooms = rooms(told.id);
    told.inside.forEach(
        (room, inside) ->
            require(
                rooms.contains(room) == inside,
                "%s was told that it is %s %s, on disk it is in %s",
                told.id,
                inside ? "in" : "not in",
                room,
                rooms));
    if (told.name != null) {
      require(
          record.getHoldsName() && record.getName().equals(told.name),
          "%s was told that it is %s, on disk it is %s, %s",
          told.id,
          told.name,
          record.getName(),
          record.getHoldsName() ? "held" : "not held");
    }
  }

  private StoredIdentity record(String id) {
    Versioned stored = disk.sessions().get(id);
    if (stored == null) {
      throw new AssertionError("there is no identity " + id + " on disk");
    }
    try {
      return StoredIdentity.parseFrom(stored.record());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("garbage on disk", e);
    }
  }

  private Told told(String token) {
    return byToken.computeIfAbsent(token, unknown -> new Told());
  }

  /** The commands and results of one stream. */
  static final class Stream {
    private final Told told;

    /** Rooms of the commands that have no result yet, by the id of the command. */
    private final Map<String, String> asked = new HashMap<>();

    private Stream(Told told) {
      this.told = told;
    }

    void sends(ConverseRequest command) {
      if (command.hasEnterRoom()) {
        asks(command.getRequestId(), command.getEnterRoom().getRoom());
      } else if (command.hasLeaveRoom()) {
        asks(command.getRequestId(), command.getLeaveRoom().getRoom());
      }
    }

    void tells(ConverseResponse frame) {
      if (frame.hasReady()) {
        told.called(frame.getReady().getSelf());
        earlierStreamsAreDone();
      } else if (frame.hasResult()) {
        String room = asked.remove(frame.getRequestId());
        if (room != null && !asked.containsValue(room)) {
          answered(room, frame.getResult());
        }
      }
    }

    private void asks(String requestId, String room) {
      Set<Stream> asking = told.unanswered.computeIfAbsent(room, first -> new HashSet<>());
      asking.add(this);
      if (asking.size() > 1) {
        told.overlapping.add(room);
      }
      told.inside.remove(room);
      told.asker.put(room, this);
      asked.put(requestId, room);
    }

    /** Ready comes when no command of an earlier stream can change a room any more. */
    private void earlierStreamsAreDone() {
      told.unanswered.values().forEach(asking -> asking.retainAll(Set.of(this)));
      told.overlapping.clear();
    }

    /** This stream has no further answer to come for the room. */
    private void answered(String room, CommandResult result) {
      Set<Stream> asking = told.unanswered.getOrDefault(room, new HashSet<>());
      asking.remove(this);
      boolean overlapping = told.overlapping.contains(room);
      if (asking.isEmpty()) {
        told.overlapping.remove(room);
      }
      if (!overlapping && told.asker.get(room) == this) {
        tells(room, result);
      }
    }

    private void tells(String room, CommandResult result) {
      ErrorReason reason = result.getError().getReason();
      if (result.hasRoomEntered()) {
        told.inside.put(room, true);
      } else if (result.hasRoomLeft()
          || reason == ErrorReason.ERROR_REASON_NOT_A_MEMBER
          || reason == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND) {
        told.inside.put(room, false);
      }
    }
  }
}
