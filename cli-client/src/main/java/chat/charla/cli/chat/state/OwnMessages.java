package chat.charla.cli.chat.state;

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
 * The user's own messages whose result or event is missing. For each message, the result and the
 * event arrive in either order. The message is shown when the event arrives. The server may never
 * deliver the event, because it has removed the event, or because it no longer delivers the events
 * of the room. The message is then shown without its event.
 *
 * <p>So each message ends in exactly one way: it is shown once, reported as refused, or reported
 * with an unknown outcome. Owned by the client's scheduler.
 */
public final class OwnMessages {
  /**
   * A message that this chat has sent, or restored from an earlier process.
   *
   * @param addressee the recipient's name; empty for a room, or if the message was restored
   */
  public record Own(PendingMessage message, String addressee) {
    public String id() {
      return message.clientMessageId();
    }

    /** The recipient's name for display. */
    public String addressee(Roster roster) {
      return addressee.isEmpty() ? roster.nameOf(message.target().value()) : addressee;
    }

    /**
     * An event made from the message. It is shown instead of the message's own event, which will
     * not be delivered.
     */
    public Event asEvent(User self, Roster roster) {
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

    /** The timeline of the message's event; empty for the inbox, or if the result is missing. */
    private String timeline() {
      SendMessageResponse response = message.response();
      return response == null ? "" : response.getRoom();
    }
  }

  private record Cursor(String epoch, long sequence) {}

  /** Messages without a result. */
  private final Map<String, Own> unanswered = new LinkedHashMap<>();

  /** Stored messages whose event has not arrived. */
  private final Map<String, Own> unseen = new LinkedHashMap<>();

  /** The ids of unanswered messages whose event has arrived. */
  private final Set<String> seenFirst = new LinkedHashSet<>();

  /**
   * For each timeline, the cursor up to which the server has delivered it. The server does not
   * deliver events up to this cursor again.
   */
  private final Map<String, Cursor> delivered = new HashMap<>();

  public void sent(PendingMessage message, String addressee) {
    unanswered.put(message.clientMessageId(), new Own(message, addressee));
  }

  /**
   * Handles the result of a message.
   *
   * @return true if the user must be told that the message was refused, or that its outcome is
   *     unknown
   */
  public boolean settled(PendingMessage message) {
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
   * Handles the event of a message.
   *
   * @return the message if it was waiting for this event, otherwise null
   */
  public @Nullable Own seen(Event event) {
    String id = event.getMessagePosted().getClientMessageId();
    Own answered = unseen.remove(id);
    if (answered != null) {
      return answered;
    }
    Own own = unanswered.get(id);
    return own != null && seenFirst.add(id) ? own : null;
  }

  /** The server has delivered a timeline up to this event. Ephemeral events are ignored. */
  public void delivered(Event event) {
    if (event.getSequence() > 0) {
      String epoch = epochOf(event.getRoom());
      delivered.put(event.getRoom(), new Cursor(epoch, event.getSequence()));
    }
  }

  public void delivered(Gap gap) {
    delivered.put(gap.getRoom(), new Cursor(gap.getEpoch(), gap.getLastMissingSequence()));
  }

  public void entered(TimelineState timeline) {
    Cursor known = delivered.get(timeline.getRoom());
    if (known == null || !known.epoch().equals(timeline.getEpoch())) {
      delivered.put(timeline.getRoom(), new Cursor(timeline.getEpoch(), timeline.getResumeAfter()));
    }
  }

  /** A stream is open. It delivers the timelines in {@code ready} and no others. */
  public void resumed(Ready ready) {
    delivered.clear();
    for (TimelineState timeline : ready.getTimelinesList()) {
      delivered.put(timeline.getRoom(), new Cursor(timeline.getEpoch(), timeline.getResumeAfter()));
    }
  }

  /**
   * The identity has ended. Removes and returns its stored messages whose event has not arrived,
   * because no more events will come.
   */
  public List<Own> identityLost() {
    delivered.clear();
    return takeAllUnseen();
  }

  /**
   * Removes and returns the stored messages whose event will not be delivered. The caller must show
   * these messages.
   */
  public List<Own> takeUndeliverable() {
    List<Own> undeliverable = unseen.values().stream().filter(this::isUndeliverable).toList();
    undeliverable.forEach(own -> unseen.remove(own.id()));
    return undeliverable;
  }

  /**
   * Removes and returns all stored messages whose event has not arrived, because no more events
   * will come.
   */
  public List<Own> takeAllUnseen() {
    List<Own> all = List.copyOf(unseen.values());
    unseen.clear();
    return all;
  }

  /**
   * Removes and returns all messages that have neither a result nor an event, because no more
   * results will come.
   */
  public List<Own> takeAllUnanswered() {
    List<Own> all =
        unanswered.values().stream().filter(own -> !seenFirst.contains(own.id())).toList();
    unanswered.clear();
    seenFirst.clear();
    return all;
  }

  /**
   * The messages that were neither shown nor reported: first the stored ones, then those without a
   * result.
   */
  public List<Own> pending() {
    List<Own> all = new ArrayList<>(unseen.values());
    unanswered.values().stream().filter(own -> !seenFirst.contains(own.id())).forEach(all::add);
    return all;
  }

  /** The number of missing results. */
  public int unanswered() {
    return unanswered.size();
  }

  /** Whether every message has its result and its event. */
  public boolean isEmpty() {
    return unanswered.isEmpty() && unseen.isEmpty();
  }

  private boolean isUndeliverable(Own own) {
    SendMessageResponse response = own.message().response();
    Cursor cursor = delivered.get(own.timeline());
    if (response == null) {
      return true;
    }
    if (cursor == null) {
      // The room's events are not delivered: the user is just entering the room, or has left it
      // after an earlier attempt to send this message.
      return response.getDuplicate();
    }
    boolean sameEpoch = cursor.epoch().isEmpty() || cursor.epoch().equals(response.getEpoch());
    return !sameEpoch || response.getSequence() <= cursor.sequence();
  }

  private String epochOf(String timeline) {
    Cursor cursor = delivered.get(timeline);
    return cursor == null ? "" : cursor.epoch();
  }
}
