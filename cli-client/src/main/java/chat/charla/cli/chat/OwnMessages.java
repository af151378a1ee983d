package chat.charla.cli.chat;

import chat.charla.client.PendingMessage;
import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Ready;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was said from here and has not come to its end. A message gets its result, and it comes back
 * as an event, in either order; it is shown when the event comes. Where the event will not come,
 * because the server has removed it or delivers the room no more, it is shown without.
 *
 * <p>So that each message ends in exactly one of: shown once, told to be refused, told to be of
 * unknown outcome. Owned by the client's scheduler.
 */
final class OwnMessages {
  /**
   * A message that was said here.
   *
   * @param addressee the name of whom it is for, or empty for a room
   */
  record Own(PendingMessage message, String addressee) {
    String id() {
      return message.clientMessageId();
    }

    /** What to call whom it is for. */
    String addressee(Roster roster) {
      return addressee.isEmpty() ? roster.nameOf(message.target().value()) : addressee;
    }

    /** The event that would have come, where none will. */
    Event asEvent(User self, Roster roster) {
      SendMessageResponse response = message.response();
      MessagePosted.Builder posted =
          MessagePosted.newBuilder().setText(message.text()).setClientMessageId(id());
      Target target = message.target();
      if (target.kind() != Target.Kind.ROOM) {
        posted.setRecipient(User.newBuilder().setName(addressee(roster)));
      }
      Event.Builder event = Event.newBuilder().setActor(self).setMessagePosted(posted);
      if (response != null) {
        event.setRoom(response.getRoom()).setCreateTime(response.getCreateTime());
      }
      return event.build();
    }

    /** The timeline that its event comes in. */
    private String timeline() {
      SendMessageResponse response = message.response();
      return response == null ? "" : response.getRoom();
    }
  }

  private record Position(String epoch, long sequence) {}

  /** Sent, and no result yet. */
  private final Map<String, Own> unanswered = new LinkedHashMap<>();

  /** Known to be safe, and the event has not come. */
  private final Map<String, Own> unseen = new LinkedHashMap<>();

  /** The event has come, and the result has not. */
  private final Set<String> seenFirst = new LinkedHashSet<>();

  /** How far each timeline has been delivered; what stands there will not come any more. */
  private final Map<String, Position> delivered = new HashMap<>();

  void sent(PendingMessage message, String addressee) {
    unanswered.put(message.clientMessageId(), new Own(message, addressee));
  }

  /**
   * Takes the end of a message's pending.
   *
   * @return true if the user must be told that it was refused, or that its outcome is unknown
   */
  boolean settled(PendingMessage message) {
    Own own = unanswered.remove(message.clientMessageId());
    boolean seen = seenFirst.remove(message.clientMessageId());
    if (own == null || seen) {
      return false;
    }
    if (message.status() != PendingMessage.Status.SENT) {
      return true;
    }
    unseen.put(own.id(), own);
    return false;
  }

  /**
   * Takes a message that came as an event.
   *
   * @return what was said here, or null if it was not said here
   */
  @Nullable Own seen(Event event) {
    String id = event.getMessagePosted().getClientMessageId();
    Own answered = unseen.remove(id);
    if (answered != null) {
      return answered;
    }
    Own own = unanswered.get(id);
    return own != null && seenFirst.add(id) ? own : null;
  }

  /** A timeline has been delivered up to this event. */
  void delivered(Event event) {
    if (event.getSequence() > 0) {
      String epoch = epochOf(event.getRoom());
      delivered.put(event.getRoom(), new Position(epoch, event.getSequence()));
    }
  }

  void delivered(Gap gap) {
    delivered.put(gap.getRoom(), new Position(gap.getEpoch(), gap.getLastMissingSequence()));
  }

  void entered(TimelineState timeline) {
    Position known = delivered.get(timeline.getRoom());
    if (known == null || !known.epoch().equals(timeline.getEpoch())) {
      delivered.put(
          timeline.getRoom(), new Position(timeline.getEpoch(), timeline.getResumeAfter()));
    }
  }

  /** A stream is open: these timelines go on, and no others. */
  void resumed(Ready ready) {
    delivered.clear();
    for (TimelineState timeline : ready.getTimelinesList()) {
      delivered.put(
          timeline.getRoom(), new Position(timeline.getEpoch(), timeline.getResumeAfter()));
    }
  }

  /** The identity has ended: no event will come for the messages it has sent. */
  List<Own> identityLost() {
    delivered.clear();
    return takeAllUnseen();
  }

  /** Takes out what is safe and whose event will not come, so that it can be shown without. */
  List<Own> takeUnseeable() {
    List<Own> unseeable = unseen.values().stream().filter(this::isUnseeable).toList();
    unseeable.forEach(own -> unseen.remove(own.id()));
    return unseeable;
  }

  /** Takes out what is safe and has not been seen, because nothing more will be. */
  List<Own> takeAllUnseen() {
    List<Own> all = List.copyOf(unseen.values());
    unseen.clear();
    return all;
  }

  /** Takes out what has no result and has not been seen, because no result will come. */
  List<Own> takeAllUnanswered() {
    List<Own> all =
        unanswered.values().stream().filter(own -> !seenFirst.contains(own.id())).toList();
    unanswered.clear();
    seenFirst.clear();
    return all;
  }

  /** What is on its way: neither shown nor given up, the oldest first. */
  List<Own> onTheirWay() {
    List<Own> all = new ArrayList<>(unseen.values());
    unanswered.values().stream().filter(own -> !seenFirst.contains(own.id())).forEach(all::add);
    return all;
  }

  /** How many results are missing. */
  int unanswered() {
    return unanswered.size();
  }

  /** Whether there is nothing more to wait for. */
  boolean isEmpty() {
    return unanswered.isEmpty() && unseen.isEmpty();
  }

  private boolean isUnseeable(Own own) {
    SendMessageResponse response = own.message().response();
    Position position = delivered.get(own.timeline());
    if (response == null) {
      return true;
    }
    if (position == null) {
      // A room that is just being entered, unless it was said long ago in one that has been left.
      return response.getDuplicate();
    }
    boolean sameLife = position.epoch().isEmpty() || position.epoch().equals(response.getEpoch());
    return !sameLife || response.getSequence() <= position.sequence();
  }

  private String epochOf(String timeline) {
    Position position = delivered.get(timeline);
    return position == null ? "" : position.epoch();
  }
}
