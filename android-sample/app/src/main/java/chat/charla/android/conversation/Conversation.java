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
 * A room, or what is said in private with one other person. What the server has posted stands in
 * the order of its sequences; what is pending or has failed stands after it.
 *
 * <p>Owned by the main thread.
 */
public final class Conversation {
  private final Target key;
  private String name;
  private final List<Entry> posted = new ArrayList<>();
  private final Map<String, Message> waiting = new LinkedHashMap<>();
  private final Map<String, Person> people = new LinkedHashMap<>();
  private int peopleCount;
  private boolean followed;
  private long readSequence;

  Conversation(Target key, String name) {
    this.key = key;
    this.name = name;
  }

  /** What it is known by, and where messages to it go: a room, or a user by id. */
  public Target key() {
    return key;
  }

  /** Whether it is a room. */
  public boolean isRoom() {
    return key.kind() == Target.Kind.ROOM;
  }

  /** The room's name, or the other's present one. */
  public String name() {
    return name;
  }

  /** Everything in it, in order. A copy. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(posted);
    entries.addAll(waiting.values());
    return entries;
  }

  /** Messages of others that have not been seen. */
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

  /** Who is in the room, as far as is known; in private always nobody. */
  public Collection<Person> people() {
    return Collections.unmodifiableCollection(people.values());
  }

  /** How many are in the room, who may be more than are known. */
  public int peopleCount() {
    return peopleCount;
  }

  /** The position of the last thing in it, or 0. */
  public long lastSequence() {
    for (int index = posted.size() - 1; index >= 0; index--) {
      if (posted.get(index).sequence() > 0) {
        return posted.get(index).sequence();
      }
    }
    return 0;
  }

  /** Up to which position the user has seen it. */
  public long readSequence() {
    return readSequence;
  }

  /** Whether there is a reason to show it. */
  boolean isOpen() {
    return followed || !waiting.isEmpty();
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
    int tooMany = posted.size() - Digest.KEPT_EVENTS;
    if (tooMany > 0) {
      posted.subList(0, tooMany).clear();
    }
  }

  /** Replaces what waits under the same id, in its place; a failure stands where it was pending. */
  void addWaiting(Message message) {
    waiting.put(message.clientMessageId(), message);
  }

  @Nullable Message removeWaiting(String clientMessageId) {
    return waiting.remove(clientMessageId);
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
