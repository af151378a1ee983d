package chat.charla.server.simulation;

import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.name.Looks;
import chat.charla.server.room.Room;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.v1.Event;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the disk has and what clients were told. Checks each promise as soon as it can be
 * broken, and all promises again at the end.
 */
final class Truth {
  private final FakeDisk disk;
  private final Answers answers;
  private final BlockedSends blockedSends = new BlockedSends();
  private final List<Acknowledgement> acknowledged = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();

  /** Messages by their ids, numbered in the order in which they were sent. */
  private final Map<String, Integer> sent = new HashMap<>();

  /** Messages that the server may refuse permanently at first, and accept when they are retried. */
  private final Set<String> refusable = new HashSet<>();

  private final Map<String, Set<Object>> namesAskedFor = new HashMap<>();

  /** Parsed events, by the array of bytes on disk. */
  private final Map<byte[], Event> parsed = new IdentityHashMap<>();

  private @Nullable Throwable firstFailure;
  private boolean defective;

  private record Acknowledgement(
      TimelineId timeline,
      long sequence,
      String author,
      String messageId,
      String text,
      String recipient) {}

  Truth(FakeDisk disk) {
    this.disk = disk;
    this.answers = new Answers(disk);
  }

  /** The sends that were refused with a delay, and the times for which they block others. */
  BlockedSends blockedSends() {
    return blockedSends;
  }

  /** What identities were told of their rooms and names. */
  Answers answers() {
    return answers;
  }

  /**
   * The server has defects, so streams end with INTERNAL. Then clients first retry the message that
   * may have caused the defect, and the messages of an author do not keep their order (see "Errors"
   * in the contract).
   */
  void serverIsDefective() {
    defective = true;
  }

  /** Whether the server may answer INTERNAL. */
  boolean isServerDefective() {
    return defective;
  }

  /** Records a broken promise that was noticed where an exception would not reach the test. */
  void broken(Throwable failure) {
    if (firstFailure == null) {
      firstFailure = failure;
    }
  }

  /** Throws the first recorded failure, if there is one. */
  void requireUnbroken() {
    if (firstFailure != null) {
      throw new AssertionError(firstFailure.getMessage(), firstFailure);
    }
  }

  /** A client receives a durable event, which must be on disk, also after a loss of power. */
  void shown(TimelineId timeline, Event event) {
    FakeDisk durable = disk.durable();
    if (endedWithItsOwner(durable, timeline)) {
      return;
    }
    Tail tail = tail(durable, timeline);
    require(
        event.getSequence() <= tail.head(),
        "shown before it was durable: %s %s, head %s",
        timeline,
        event.getSequence(),
        tail.head());
    if (event.getSequence() >= tail.first()) {
      Event stored = stored(durable, timeline, event.getSequence());
      require(
          stored.equals(event),
          "%s %s is shown as %s, stored as %s",
          timeline,
          event.getSequence(),
          event,
          stored);
    }
  }

  /** An author sends this message; its later messages to the same timeline must come after it. */
  void sent(String messageId) {
    sent.put(messageId, sent.size());
  }

  /**
   * This message may be refused permanently. An author that does not get the refusal retries. A
   * message whose retry is accepted gets its sequence then (see "Order" in the contract).
   */
  void mayBeRefused(String messageId) {
    refusable.add(messageId);
  }

  /** An author is told that its message is durable. */
  void acknowledged(
      TimelineId timeline,
      long sequence,
      String author,
      String messageId,
      String text,
      String recipient) {
    Acknowledgement acknowledgement =
        new Acknowledgement(timeline, sequence, author, messageId, text, recipient);
    requireStored(acknowledgement);
    acknowledged.add(acknowledgement);
  }

  /** An author is told that its message is not posted and never will be. */
  void refused(String author, String messageId) {
    refused.add(author + "/" + messageId);
  }

  /** A person, or the owner of an account, asks for this name. */
  void asksFor(Object person, String name) {
    namesAskedFor.computeIfAbsent(name, unknown -> new HashSet<>()).add(person);
  }

  /** A person is told that another identity holds the name, or a confusable one. */
  void refusedName(Person person) {
    boolean contested =
        namesAskedFor.entrySet().stream()
            .filter(entry -> entry.getValue().contains(person))
            .anyMatch(entry -> isContested(entry.getKey(), person));
    if (!contested) {
      broken(
          new AssertionError(
              person + " is refused a name, and no other person ever asked for a confusable one"));
    }
  }

  private boolean isContested(String name, Person person) {
    return namesAskedFor.entrySet().stream()
        .filter(entry -> Looks.areConfusable(entry.getKey(), name))
        .anyMatch(entry -> entry.getValue().stream().anyMatch(each -> each != person));
  }

  /** The sequence of the last event. */
  long head(TimelineId timeline) {
    return tail(disk, timeline).head();
  }

  /** Compares everything that clients were ever told with what the disk has now. */
  void requireKept() {
    requireUnbroken();
    acknowledged.forEach(this::requireStored);
    for (TimelineId timeline : disk.timelines().keySet()) {
      requireSound(timeline);
    }
    if (!defective) {
      requireOrder();
    }
  }

  /** Every room that a server has made has its record. */
  void requireRecords() {
    Map<TimelineId, byte[]> records = disk.records();
    for (TimelineId timeline : disk.timelines().keySet()) {
      if (timeline.isRoom()) {
        StoredRoom record = record(records.getOrDefault(timeline, new byte[0]));
        require(record.getCreateMillis() > 0, "%s has no time of creation", timeline);
        require(
            record.getCreatorId().isEmpty() == timeline.roomName().equals(Room.LOBBY),
            "%s was created by %s",
            timeline,
            record.getCreatorId());
      }
    }
  }

  /**
   * Every identity that has not ended has its inbox, at whatever point the server was killed. A
   * server that starts treats a missing inbox as damage.
   */
  void requireInboxes() {
    disk.identities()
        .forEach(
            (id, stored) ->
                require(
                    identity(stored.record()).getEndedMillis() > 0
                        || disk.tail(TimelineId.inbox(id)) != null,
                    "identity %s has no inbox",
                    id));
  }

  private static StoredIdentity identity(byte[] stored) {
    try {
      return StoredIdentity.parseFrom(stored);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static StoredRoom record(byte[] stored) {
    try {
      return StoredRoom.parseFrom(stored);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  private void requireSound(TimelineId timeline) {
    Map<String, Long> ids = new HashMap<>();
    Tail tail = tail(disk, timeline);
    for (long sequence = tail.first(); sequence <= tail.head(); sequence++) {
      Event event = stored(disk, timeline, sequence);
      require(
          event.getSequence() == sequence,
          "%s has %s instead of %s",
          timeline,
          event.getSequence(),
          sequence);
      require(
          event.getRoom().equals(timeline.roomName()), "%s has an event of %s", timeline, event);
      if (!event.hasMessagePosted()) {
        continue;
      }
      String message =
          event.getActor().getId() + "/" + event.getMessagePosted().getClientMessageId();
      Long before = ids.put(message, sequence);
      require(before == null, "%s has %s twice: %s, %s", timeline, message, before, sequence);
      require(!refused.contains(message), "%s has %s, which was refused", timeline, message);
      if (timeline.isInbox()) {
        requireAddressed(timeline, event);
      }
    }
  }

  /**
   * An author's messages in a timeline, including trimmed ones, are in the order in which they were
   * sent. There is one exception: a message may overtake another one that was retried too late, or
   * whose refusal was lost.
   */
  private void requireOrder() {
    Map<String, NavigableMap<Long, String>> authors = new TreeMap<>();
    for (Acknowledgement acknowledgement : acknowledged) {
      place(
          authors,
          acknowledgement.author(),
          acknowledgement.timeline(),
          acknowledgement.sequence(),
          acknowledgement.messageId());
    }
    for (TimelineId timeline : disk.timelines().keySet()) {
      Tail tail = tail(disk, timeline);
      for (long sequence = tail.first(); sequence <= tail.head(); sequence++) {
        Event event = stored(disk, timeline, sequence);
        String messageId = event.getMessagePosted().getClientMessageId();
        place(authors, event.getActor().getId(), timeline, sequence, messageId);
      }
    }
    authors.forEach(this::requireOrder);
  }

  private static void place(
      Map<String, NavigableMap<Long, String>> authors,
      String author,
      TimelineId timeline,
      long sequence,
      String messageId) {
    authors
        .computeIfAbsent(author + " in " + timeline, first -> new TreeMap<>())
        .put(sequence, messageId);
  }

  private void requireOrder(String author, NavigableMap<Long, String> messages) {
    Map<String, Integer> before = new LinkedHashMap<>();
    for (Map.Entry<Long, String> message : messages.entrySet()) {
      String id = message.getValue();
      Integer number = sent.get(id);
      if (number == null) {
        continue;
      }
      before.forEach(
          (other, othersNumber) ->
              require(
                  othersNumber < number
                      || blockedSends.mayOvertake(other, id)
                      || (refusable.contains(id) && blockedSends.mayHaveLostRefusal(id)),
                  "out of order: %s has %s, sent as number %s, after number %s",
                  author,
                  message,
                  number,
                  othersNumber));
      before.put(id, number);
    }
  }

  /** The operator is told that this action on a user, who has the name now, is carried out. */
  void requireRecorded(String action, String target, String name) {
    FakeDisk durable = disk.durable();
    Tail tail = tail(durable, TimelineId.AUDIT);
    boolean recorded =
        LongStream.rangeClosed(tail.first(), tail.head())
            .mapToObj(sequence -> stored(durable, TimelineId.AUDIT, sequence).getRecord())
            .anyMatch(
                record ->
                    record.getAction().equals(action)
                        && record.getTarget().equals(target)
                        && record.getDetailsOrDefault("name", "").equals(name));
    require(recorded, "%s of %s, now %s, is not recorded", action, target, name);
  }

  /** By timeline: the sequence of the last event. */
  Map<TimelineId, Long> heads() {
    Map<TimelineId, Long> heads = new HashMap<>();
    disk.timelines().forEach((timeline, tail) -> heads.put(timeline, tail.head()));
    return heads;
  }

  /** An identity must have added no event to any timeline since the timelines had these heads. */
  void requireNoEventsOf(String id, Map<TimelineId, Long> heads) {
    for (TimelineId timeline : disk.timelines().keySet()) {
      Tail tail = tail(disk, timeline);
      long since = Math.max(tail.first() - 1, heads.getOrDefault(timeline, 0L));
      for (long sequence = since + 1; sequence <= tail.head(); sequence++) {
        Event event = stored(disk, timeline, sequence);
        require(!event.getActor().getId().equals(id), "%s has added %s", id, event);
      }
    }
  }

  private static void requireAddressed(TimelineId inbox, Event event) {
    String owner = inbox.identityId();
    String author = event.getActor().getId();
    String recipient = event.getMessagePosted().getRecipient().getId();
    require(
        owner.equals(author) || owner.equals(recipient),
        "the owner of %s is neither author nor recipient of %s",
        inbox,
        event);
    String text = event.getMessagePosted().getText();
    require(
        !text.contains("for ") || text.endsWith("for " + recipient),
        "%s has %s, which is for another recipient",
        inbox,
        event);
  }

  private void requireStored(Acknowledgement acknowledgement) {
    FakeDisk durable = disk.durable();
    requireReceived(durable, acknowledgement);
    if (endedWithItsOwner(durable, acknowledgement.timeline())) {
      return;
    }
    Tail tail = tail(durable, acknowledgement.timeline());
    require(
        acknowledgement.sequence() <= tail.head(), "acknowledged and lost: %s", acknowledgement);
    if (acknowledgement.sequence() < tail.first()) {
      return; // Retention has trimmed the event.
    }
    Event event = stored(durable, acknowledgement.timeline(), acknowledgement.sequence());
    require(
        event.getActor().getId().equals(acknowledgement.author())
            && event.getMessagePosted().getClientMessageId().equals(acknowledgement.messageId())
            && event.getMessagePosted().getText().equals(acknowledgement.text()),
        "acknowledged %s, stored %s",
        acknowledgement,
        event);
  }

  /** A private message must also be in the inbox of its recipient. */
  private void requireReceived(FakeDisk durable, Acknowledgement acknowledgement) {
    TimelineId inbox = TimelineId.inbox(acknowledgement.recipient());
    if (acknowledgement.recipient().isEmpty() || endedWithItsOwner(durable, inbox)) {
      return;
    }
    Tail tail = tail(durable, inbox);
    for (long sequence = tail.first(); sequence <= tail.head(); sequence++) {
      Event event = stored(durable, inbox, sequence);
      if (event.getActor().getId().equals(acknowledgement.author())
          && event.getMessagePosted().getClientMessageId().equals(acknowledgement.messageId())) {
        return;
      }
    }
    throw new AssertionError("acknowledged and never received: " + acknowledgement);
  }

  private static boolean endedWithItsOwner(FakeDisk disk, TimelineId timeline) {
    return !timeline.isRoom() && disk.tail(timeline) == null;
  }

  private static Tail tail(FakeDisk disk, TimelineId timeline) {
    Tail tail = disk.tail(timeline);
    if (tail == null) {
      throw new AssertionError("no timeline " + timeline);
    }
    return tail;
  }

  private Event stored(FakeDisk disk, TimelineId timeline, long sequence) {
    return parsed.computeIfAbsent(disk.event(timeline, sequence), Truth::parsed);
  }

  private static Event parsed(byte[] event) {
    try {
      return Event.parseFrom(event);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("garbage on disk", e);
    }
  }

  static void require(boolean condition, String message, Object... details) {
    if (!condition) {
      throw new AssertionError(String.format(message, details));
    }
  }
}
