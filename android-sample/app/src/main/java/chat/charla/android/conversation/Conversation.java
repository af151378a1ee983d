package chat.charla.android.conversation;

import chat.charla.client.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A room, or the private messages with one other user. The posted messages and the notices come
 * first, in the order in which they arrived. The pending and failed messages follow.
 *
 * <p>The main thread owns this object.
 */
public final class Conversation {
  private final Target key;
  private String name;
  private final List<Entry> posted = new ArrayList<>();
  private final Map<String, Message> unposted = new LinkedHashMap<>();
  private final Map<String, Person> people = new LinkedHashMap<>();
  private int peopleCount;
  private boolean followed;
  private long readSequence;

  Conversation(Target key, String name) {
    this.key = key;
    this.name = name;
  }

  /** Identifies the conversation, and is the target of its messages: a room, or a user by id. */
  public Target key() {
    return key;
  }

  /** Whether the conversation is a room. */
  public boolean isRoom() {
    return key.kind() == Target.Kind.ROOM;
  }

  /** The room's name, or the current name of the other user; empty if that name is unknown. */
  public String name() {
    return name;
  }

  /** A copy of all entries, in order. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(posted);
    entries.addAll(unposted.values());
    return entries;
  }

  /** The number of the user's messages that have no result yet. */
  int pendingCount() {
    int count = 0;
    for (Message message : unposted.values()) {
      count += message.status() == Message.Status.PENDING ? 1 : 0;
    }
    return count;
  }

  /** The number of messages of other users that the user has not seen. */
  public int unread() {
    int unread = 0;
    for (Entry entry : posted) {
      if (entry instanceof Message message
          && !message.isOwn()
          && message.sequence() > readSequence) {
        unread++;
      }
    }
    return unread;
  }

  /** The known users present in the room; always empty for a private conversation. */
  public Collection<Person> people() {
    return Collections.unmodifiableCollection(people.values());
  }

  /** The number of users present in the room. {@link #people} may contain only some of them. */
  public int peopleCount() {
    return peopleCount;
  }

  /** The sequence of the last entry that has one, or 0 if no entry has one. */
  public long lastSequence() {
    for (int index = posted.size() - 1; index >= 0; index--) {
      if (posted.get(index).sequence() > 0) {
        return posted.get(index).sequence();
      }
    }
    return 0;
  }

  /** The sequence up to which the user has seen the conversation. */
  public long readSequence() {
    return readSequence;
  }

  /**
   * Whether the screen shows the conversation: it is followed, or it has pending or failed
   * messages.
   */
  boolean isOpen() {
    return followed || !unposted.isEmpty();
  }

  boolean isFollowed() {
    return followed;
  }

  void follow(boolean wanted) {
    followed = wanted;
  }

  void rename(String newName) {
    name = newName;
  }

  void add(Entry entry) {
    posted.add(entry);
    int tooMany = posted.size() - CompactedFacts.KEPT_EVENTS;
    if (tooMany > 0) {
      posted.subList(0, tooMany).clear();
    }
  }

  /**
   * Adds a pending or failed message, or replaces the pending or failed message with the same id.
   */
  void addUnposted(Message message) {
    unposted.put(message.clientMessageId(), message);
  }

  @Nullable Message removeUnposted(String clientMessageId) {
    return unposted.remove(clientMessageId);
  }

  void clear() {
    posted.clear();
    readSequence = 0;
  }

  void readUpTo(long sequence) {
    readSequence = Math.max(readSequence, sequence);
  }

  void setPeople(Collection<Person> present) {
    people.clear();
    present.forEach(this::addPerson);
    peopleCount = people.size();
  }

  void setPeopleCount(int count) {
    peopleCount = count;
  }

  void addPerson(Person person) {
    if (people.put(person.id(), person) == null) {
      peopleCount++;
    }
  }

  void removePerson(String id) {
    if (people.remove(id) != null) {
      peopleCount--;
    }
  }
}
