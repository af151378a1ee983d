package chat.charla.server.role;

import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.server.storage.v1.StoredRoomMember;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a room, and the roles and restrictions of its users. The creation of the room
 * sets the first state. After that, only the events {@code room_changed} and {@code member_changed}
 * of the room's timeline change the state. Owned by the core.
 */
public final class RoomState {
  /** The largest number of users with a role or a restriction, however many members a room has. */
  static final int MAX_ROLES = 10_000;

  /** The largest number of users with a role or a restriction in a room without members. */
  private static final int BASE_ROLES = 100;

  /** The largest number of unneeded records that one event removes. */
  private static final int MAX_PRUNED = 100;

  private StoredRoom record;
  private final NavigableMap<String, MemberRecord> records = new TreeMap<>();
  private final Predicate<String> exists;

  /**
   * The users whom an event has removed from the room, but whose identities' records may still have
   * the ended membership. Their records of this room show that the membership has ended, so they
   * must stay.
   */
  private final Set<String> endedMemberships = new HashSet<>();

  /**
   * Creates the state from the stored snapshot.
   *
   * @param exists whether the user with an id still exists
   */
  public RoomState(
      StoredRoom record, Collection<StoredRoomMember> members, Predicate<String> exists) {
    this.record = record;
    this.exists = exists;
    members.forEach(stored -> records.put(stored.getUserId(), MemberRecord.of(stored)));
  }

  /**
   * Lowers all sequences of the state to the head, if they are higher. The room calls this once. A
   * snapshot is newer than the timeline if a repair has left out the last events of the timeline.
   * Without this step, memberships that begin at the head would count as ended.
   *
   * @param head the last sequence of the timeline
   */
  public void lowerToHead(long head) {
    if (record.getAsOfSequence() <= head) {
      return;
    }
    List<Long> kept =
        record.getRecentOtherSequencesList().stream().filter(each -> each <= head).toList();
    long lost = record.getRecentOtherSequencesCount() - kept.size();
    record =
        record.toBuilder()
            .setAsOfSequence(head)
            .setOtherEvents(Math.min(record.getOtherEvents() - lost, head))
            .clearRecentOtherSequences()
            .addAllRecentOtherSequences(kept)
            .build();
    records.replaceAll((id, member) -> member.removedAtMost(head));
  }

  /** The record of the room as it is stored. */
  public StoredRoom record() {
    return record;
  }

  /** The settings. */
  public RoomSettings settings() {
    return record.getSettings();
  }

  /** The sequence of the last event that has changed this state; 0 if there was none. */
  public long asOfSequence() {
    return record.getAsOfSequence();
  }

  /** The number of durable events of the timeline that are not messages. */
  public long otherEvents() {
    return record.getOtherEvents();
  }

  /** The users who have a record, by id. */
  public NavigableMap<String, MemberRecord> records() {
    return records;
  }

  /** The records of the users as they are stored, in the order of their ids. */
  public List<StoredRoomMember> storedMembers() {
    return records.values().stream().map(MemberRecord::stored).toList();
  }

  /**
   * The first id after this one that belongs to a user with a record, or to the account that
   * created the room; null if there is none.
   */
  public @Nullable String nextWithState(String after) {
    String recorded = records.higherKey(after);
    String creator = record.getOwnerId();
    boolean isNext =
        creator.compareTo(after) > 0 && (recorded == null || creator.compareTo(recorded) < 0);
    return isNext ? creator : recorded;
  }

  /** The record of this user; null if the user has none. */
  public @Nullable MemberRecord member(String userId) {
    return records.get(userId);
  }

  /** The role of a user who has no role of its own. */
  public static Role defaultRole(User user) {
    return user.getKind() == UserKind.USER_KIND_ACCOUNT ? Role.ROLE_MEMBER : Role.ROLE_GUEST;
  }

  /** The role of this user. */
  public Role role(User user) {
    return ownRole(user.getId()).orElseGet(() -> defaultRole(user));
  }

  /**
   * The role that an event, or the creation of the room, has given to the user with this id; empty
   * if there is none.
   */
  public Optional<Role> ownRole(String userId) {
    MemberRecord own = records.get(userId);
    if (own != null) {
      return Optional.of(own.role()).filter(role -> role != Role.ROLE_UNSPECIFIED);
    }
    return isCreator(userId) ? Optional.of(Role.ROLE_OWNER) : Optional.empty();
  }

  private boolean isCreator(String userId) {
    return !userId.isEmpty() && record.getOwnerId().equals(userId);
  }

  /** The state of this user for clients. The role is always set; it may be the default role. */
  public MemberState describe(User user) {
    MemberRecord own = records.get(user.getId());
    MemberState.Builder state = own == null ? MemberState.newBuilder() : own.state().toBuilder();
    return state.setRole(role(user)).build();
  }

  /** The record of this user; if there is none, an initial record with the user's present name. */
  MemberRecord recordOf(User user) {
    MemberRecord own = records.get(user.getId());
    if (own != null) {
      return own;
    }
    MemberRecord initial = MemberRecord.initial(user.getId(), user.getName());
    return isCreator(user.getId())
        ? new MemberRecord(user.getId(), user.getName(), Role.ROLE_OWNER, 0, 0, 0)
        : initial;
  }

  /** The refusal for a user who is banned at this time; empty if the user is not banned. */
  public Optional<Refusal> refusalIfBanned(String userId, long nowMillis) {
    MemberRecord own = records.get(userId);
    return own != null && own.isBanned(nowMillis)
        ? Optional.of(Refusal.banned(Instant.ofEpochMilli(own.bannedUntil())))
        : Optional.empty();
  }

  /** Whether a user other than this one owns the room. */
  boolean hasOtherOwner(String userId) {
    String creator = record.getOwnerId();
    Stream<String> owners =
        records.values().stream()
            .filter(member -> member.role() == Role.ROLE_OWNER)
            .map(MemberRecord::userId);
    Stream<String> all =
        creator.isEmpty() || records.containsKey(creator)
            ? owners
            : Stream.concat(owners, Stream.of(creator));
    return all.anyMatch(owner -> !owner.equals(userId) && exists.test(owner));
  }

  /**
   * The number of users who may have a role or a restriction in a room with this number of members.
   * It is small in a room with few members. Otherwise the owners of many such rooms could fill the
   * server's memory.
   */
  static int maxRoles(int roomMembers) {
    return Math.min(MAX_ROLES, BASE_ROLES + roomMembers);
  }

  /**
   * Whether this user cannot get a role or a restriction, because too many others have one. A user
   * who has a record already can always get one. Records that have neither a role nor a current
   * restriction, and those of users who no longer exist, do not count; the next changes remove
   * them.
   */
  boolean isFull(String userId, int maxRoles, long nowMillis) {
    return !records.containsKey(userId)
        && records.size() >= maxRoles
        && records.values().stream().filter(each -> !isPrunable(each, nowMillis)).count()
            >= maxRoles;
  }

  private boolean isPrunable(MemberRecord each, long nowMillis) {
    return !endedMemberships.contains(each.userId())
        && !isCreator(each.userId())
        && (!holds(each, nowMillis) || !exists.test(each.userId()));
  }

  /** Whether the user has a role or a restriction at this time. */
  private static boolean holds(MemberRecord each, long nowMillis) {
    return each.role() != Role.ROLE_UNSPECIFIED
        || each.isMuted(nowMillis)
        || each.isBanned(nowMillis);
  }

  /** Called when an event has ended a membership that the identity's record may still have. */
  public void addEndedMembership(String userId) {
    endedMemberships.add(userId);
  }

  /**
   * Called when the ended membership is gone from the record of the identity, or when the identity
   * no longer exists.
   */
  public void removeEndedMembership(String userId) {
    endedMemberships.remove(userId);
  }

  /** The users whose records this event removes, because no decision needs them any longer. */
  private List<String> pruned(Event event) {
    long now = Millis.of(event.getCreateTime());
    String changed = event.getMemberChanged().getUser().getId();
    return records.values().stream()
        .filter(each -> isPrunable(each, now) && !each.userId().equals(changed))
        .limit(MAX_PRUNED)
        .map(MemberRecord::userId)
        .toList();
  }

  /** What the next event of the timeline changes. Does not change this state. */
  public StateUpdate update(Event event) {
    Map<String, Optional<MemberRecord>> changes = new HashMap<>();
    pruned(event).forEach(user -> changes.put(user, Optional.empty()));
    if (event.hasMemberChanged()) {
      MemberRecord changed = after(event);
      changes.put(changed.userId(), Optional.of(changed).filter(each -> !isDropped(each)));
    }
    return new StateUpdate(recordAfter(event), changes);
  }

  /** Changes the state by an event that has become durable, as {@link #update} has returned it. */
  public void apply(StateUpdate update) {
    update
        .members()
        .forEach(
            (user, changed) ->
                changed.ifPresentOrElse(
                    after -> records.put(user, after), () -> records.remove(user)));
    record = update.record();
  }

  private StoredRoom recordAfter(Event event) {
    StoredRoom.Builder changed =
        record.toBuilder()
            .setAsOfSequence(event.getSequence())
            .setOtherEvents(record.getOtherEvents() + 1)
            .clearRecentOtherSequences()
            .addAllRecentOtherSequences(
                MessageWindow.withNewest(
                    record.getRecentOtherSequencesList(), event.getSequence()));
    if (event.hasRoomChanged()) {
      changed.setSettings(event.getRoomChanged().getSettings());
    }
    return changed.build();
  }

  /** The creator's record stays, because without it the creator would own the room again. */
  private boolean isDropped(MemberRecord changed) {
    return changed.isEmpty() && !isCreator(changed.userId());
  }

  private MemberRecord after(Event event) {
    MemberChanged change = event.getMemberChanged();
    User user = change.getUser();
    MemberRecord before = recordOf(user);
    boolean ends = change.getRemoved() || isBannedBy(change, event);
    return before.with(
        user.getName(), change.getState(), ends ? event.getSequence() : before.removedSequence());
  }

  /**
   * Whether the user is banned after this event. Such an event ends a membership even without
   * {@code removed}: a membership that is still being stored when the event is decided does not
   * count for {@code removed}.
   */
  private static boolean isBannedBy(MemberChanged change, Event event) {
    return Millis.of(change.getState().getBannedUntil()) > Millis.of(event.getCreateTime());
  }

  /**
   * The oldest sequence to keep so that at least {@code messages} of the newest messages are kept,
   * if the timeline has this head.
   */
  public long keepFrom(long messages, long head) {
    return MessageWindow.keepFrom(
        record.getRecentOtherSequencesList(), record.getOtherEvents(), messages, head);
  }
}
