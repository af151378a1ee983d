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
 * <p>The durable state is in the {@link IdentityRecord}. Two things in this object may be newer
 * than in the record: the presence, and whether the identity holds its name. After a restart, an
 * identity whose record holds a name gets a full lease again.
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
   * Creates the object for an identity that is new or was read from the store.
   *
   * @param lastSeen when the identity was last seen, on the monotonic clock
   */
  public Identity(IdentityRecord record, long lastSeen) {
    StoredIdentity stored = record.value();
    this.record = record;
    this.user = User.newBuilder().setId(stored.getId()).setName(stored.getName()).build();
    this.lease = new Lease(lastSeen);
  }

  /** The identity's durable state. */
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

  /**
   * Gives the identity this name. The caller must have claimed the name for the identity in {@link
   * HeldNames}.
   */
  public void holdName(String name) {
    user = user.toBuilder().setName(name).build();
    holdsName = true;
  }

  /**
   * Marks the name as lost. {@link #user} still has the name, so that the identity can get it
   * again.
   */
  public void loseName() {
    holdsName = false;
  }

  /**
   * The names that other identities cannot get until this identity's record is settled, because the
   * record on disk may have any of these names: those that the identity has asked for, and those
   * that it had before.
   */
  Set<String> uncertainNames() {
    return uncertainNames;
  }

  @Override
  public Presence presence() {
    return presence;
  }

  /** Sets the presence; UNSPECIFIED if the identity is not present. */
  public void presence(Presence changed) {
    presence = changed;
  }

  /** The identity's open stream, or null. */
  public @Nullable OpenStream stream() {
    return stream;
  }

  /** Sets the identity's open stream; null if it has none. */
  public void stream(@Nullable OpenStream changed) {
    stream = changed;
  }

  @Override
  public boolean ended() {
    return record.value().getEndedMillis() != 0;
  }

  /**
   * Must be called before a change of the identity's rooms is stored. The caller must call {@link
   * #roomChangeEnds} afterwards.
   */
  public void roomChangeBegins() {
    roomChanges++;
  }

  /** Must be called when the change of the identity's rooms is durable, or has failed. */
  public void roomChangeEnds() {
    roomChanges--;
    if (roomChanges == 0 && stream != null) {
      stream.roomsChanged();
    }
  }

  /** Stores the known rooms of the identity again. */
  public void confirmRooms() {
    roomChangeBegins();
    record.change(UnaryOperator.identity(), durable -> roomChangeEnds());
  }

  /** Whether a change of the identity's rooms is being stored. */
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

  /** The names of the rooms that the identity is a member of, sorted. */
  public Iterable<String> rooms() {
    return record.value().getMembershipsList().stream()
        .map(StoredMembership::getRoom)
        .sorted()
        .toList();
  }
}
