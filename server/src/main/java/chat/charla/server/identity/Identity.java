package chat.charla.server.identity;

import chat.charla.server.room.Participant;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import chat.charla.v1.Presence;
import chat.charla.v1.User;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One identity, from its {@code Join} to its end. Owned by the core.
 *
 * <p>Its durable state is in its {@link IdentityRecord}. Its presence, and whether it holds its
 * name, may be newer than the record. After a restart, an identity whose record holds a name has a
 * full lease again.
 */
public final class Identity implements Participant {
  private final IdentityRecord record;
  private final Lease lease;
  private User user;
  private boolean holdsName;
  private Presence presence = Presence.PRESENCE_UNSPECIFIED;
  private @Nullable OpenStream stream;
  private int roomChanges;
  private final Set<String> uncertainNames = new HashSet<>(0);

  /**
   * An identity that has just been created or read from the store.
   *
   * @param lastSeen when it was last seen, on the monotonic clock
   */
  public Identity(IdentityRecord record, long lastSeen) {
    StoredIdentity stored = record.value();
    this.record = record;
    this.user = User.newBuilder().setId(stored.getId()).setName(stored.getName()).build();
    this.lease = new Lease(lastSeen);
  }

  /** Its durable state. */
  public IdentityRecord record() {
    return record;
  }

  Lease lease() {
    return lease;
  }

  @Override
  public User user() {
    return user;
  }

  @Override
  public boolean hasName() {
    return holdsName;
  }

  boolean holds(String name) {
    return holdsName && user.getName().equals(name);
  }

  /** Gives it this name, which must be claimed for it in {@link HeldNames}. */
  public void holdName(String name) {
    user = user.toBuilder().setName(name).build();
    holdsName = true;
  }

  /** Marks the name as lost. {@link #user} still has it, so that the identity can get it again. */
  public void loseName() {
    holdsName = false;
  }

  /**
   * The names that other identities cannot get until this identity's record is settled, because the
   * record on disk may have any of them: names that it has asked for, and names that it had before.
   */
  Set<String> uncertainNames() {
    return uncertainNames;
  }

  @Override
  public Presence presence() {
    return presence;
  }

  /** Sets its presence; UNSPECIFIED if it is not present. */
  public void presence(Presence changed) {
    presence = changed;
  }

  /** Its open stream, or null. */
  public @Nullable OpenStream stream() {
    return stream;
  }

  /** Sets its open stream; null if it has none. */
  public void stream(@Nullable OpenStream changed) {
    stream = changed;
  }

  @Override
  public boolean ended() {
    return record.value().getEndedMillis() != 0;
  }

  /** Called before a change of its rooms is stored; {@link #roomChangeEnds} must follow. */
  public void roomChangeBegins() {
    roomChanges++;
  }

  /** Called when the change of its rooms is durable, or has failed. */
  public void roomChangeEnds() {
    roomChanges--;
    if (roomChanges == 0 && stream != null) {
      stream.roomsChanged();
    }
  }

  /** Stores its known rooms again. */
  public void confirmRooms() {
    roomChangeBegins();
    record.change(UnaryOperator.identity(), durable -> roomChangeEnds());
  }

  /** Whether a change of its rooms is being stored. */
  public boolean isChangingRooms() {
    return roomChanges > 0;
  }

  /** The room's head when this identity entered it; empty if the identity is not a member. */
  public OptionalLong memberSince(String room) {
    return record.value().getMembershipsList().stream()
        .filter(membership -> membership.getRoom().equals(room))
        .mapToLong(StoredMembership::getSince)
        .findFirst();
  }

  /** The rooms that it is a member of, by name. */
  public Iterable<String> rooms() {
    return record.value().getMembershipsList().stream()
        .map(StoredMembership::getRoom)
        .sorted()
        .toList();
  }
}
