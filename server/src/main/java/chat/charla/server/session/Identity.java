package chat.charla.server.session;

import chat.charla.server.limit.Origin;
import chat.charla.server.limit.SessionUsage;
import chat.charla.server.room.Participant;
import chat.charla.server.scheduling.Scheduler.Cancellable;
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
 * One participant, from its {@code Join} to its end. Owned by the core.
 *
 * <p>What must survive is in its {@link IdentityRecord}; whether it holds its name and how it is
 * present runs ahead of the record, which a restart corrects by giving everybody the full lease
 * again.
 */
final class Identity implements Participant {
  private final IdentityRecord record;
  private User user;
  private boolean holdsName;
  private Presence presence = Presence.PRESENCE_UNSPECIFIED;
  private @Nullable Conversation conversation;
  private long lastSeen;
  private long leaseEnd;
  private @Nullable Cancellable leaseTimer;
  private @Nullable Cancellable lossTimer;
  private boolean lossTold;
  private @Nullable SessionUsage usage;
  private int roomChanges;
  private boolean storesLastSeen;
  private boolean storesUse;
  private @Nullable Origin origin;
  private final Set<String> doubtfulNames = new HashSet<>(0);

  /**
   * An identity that has just been made, or read.
   *
   * @param lastSeen when it was last heard of, on the monotonic clock
   */
  Identity(IdentityRecord record, long lastSeen) {
    StoredIdentity stored = record.value();
    this.record = record;
    this.user = User.newBuilder().setId(stored.getId()).setName(stored.getName()).build();
    this.lastSeen = lastSeen;
  }

  IdentityRecord record() {
    return record;
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

  void holdName(String name) {
    user = user.toBuilder().setName(name).build();
    holdsName = true;
  }

  /** The last name stays known, to be taken back. */
  void loseName() {
    holdsName = false;
  }

  /**
   * Names that are its own until its record is settled, because the disk may have any of them:
   * those that it asks for, and those that it had before.
   */
  Set<String> doubtfulNames() {
    return doubtfulNames;
  }

  @Override
  public Presence presence() {
    return presence;
  }

  void presence(Presence changed) {
    presence = changed;
  }

  /** Its open stream, or null. */
  @Nullable Conversation conversation() {
    return conversation;
  }

  void conversation(@Nullable Conversation changed) {
    conversation = changed;
  }

  @Override
  public boolean ended() {
    return record.value().getEndedMillis() != 0;
  }

  /** A change of its rooms begins to be stored; {@link #roomChangeEnds} follows. */
  void roomChangeBegins() {
    roomChanges++;
  }

  void roomChangeEnds() {
    roomChanges--;
    if (roomChanges == 0 && conversation != null) {
      conversation.roomsChanged();
    }
  }

  /** Writes once more which rooms it is in. */
  void confirmRooms() {
    roomChangeBegins();
    record.change(UnaryOperator.identity(), durable -> roomChangeEnds());
  }

  /** Whether a change of its rooms is being stored. */
  boolean changesRooms() {
    return roomChanges > 0;
  }

  /** When it was last heard of, on the monotonic clock: the wall clock may be set meanwhile. */
  long lastSeen() {
    return lastSeen;
  }

  void seen(long nanoTime) {
    lastSeen = nanoTime;
  }

  /** Whether it is being stored when it was last heard of. */
  boolean storesLastSeen() {
    return storesLastSeen;
  }

  void storesLastSeen(boolean begun) {
    storesLastSeen = begun;
  }

  /** Whether it is being stored that it is used. */
  boolean storesUse() {
    return storesUse;
  }

  void storesUse(boolean begun) {
    storesUse = begun;
  }

  /** From where it was made; null if that was before this process. */
  @Nullable Origin origin() {
    return origin;
  }

  void origin(Origin made) {
    origin = made;
  }

  /** When its lease ends on the monotonic clock, if no stream is opened. */
  long leaseEnd() {
    return leaseEnd;
  }

  void leaseEnd(long nanoTime) {
    leaseEnd = nanoTime;
  }

  @Nullable Cancellable leaseTimer() {
    return leaseTimer;
  }

  void leaseTimer(@Nullable Cancellable timer) {
    leaseTimer = timer;
  }

  /** Sets what will announce the loss of its stream, in place of what was to do so before. */
  void lossTimer(@Nullable Cancellable timer) {
    if (lossTimer != null) {
      lossTimer.cancel();
    }
    lossTimer = timer;
  }

  /** Whether anybody was told that its stream is lost, since it was. */
  boolean lossTold() {
    return lossTold;
  }

  void lossTold(boolean told) {
    lossTold = told;
  }

  /** What it has used up of its limits; null if nothing yet. */
  @Nullable SessionUsage usage() {
    return usage;
  }

  void usage(SessionUsage begun) {
    usage = begun;
  }

  /** The room's head when this identity entered it; empty if it is not in it. */
  OptionalLong memberSince(String room) {
    return record.value().getMembershipsList().stream()
        .filter(membership -> membership.getRoom().equals(room))
        .mapToLong(StoredMembership::getSince)
        .findFirst();
  }

  /** The rooms it is in, by name. */
  Iterable<String> rooms() {
    return record.value().getMembershipsList().stream()
        .map(StoredMembership::getRoom)
        .sorted()
        .toList();
  }
}
