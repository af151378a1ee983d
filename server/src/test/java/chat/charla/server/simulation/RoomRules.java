package chat.charla.server.simulation;

import static chat.charla.server.simulation.RoomHistory.millis;
import static chat.charla.server.simulation.Truth.require;

import chat.charla.server.simulation.RoomHistory.State;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import com.google.protobuf.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Requires that each event of a room was permitted by the state before it ("Roles" and
 * "Restrictions" in room.proto). This is written again here, and not taken from the server.
 */
final class RoomRules {
  private final ToLongFunction<String> lastEntered;
  private final LongSupplier wallMillis;
  private final Supplier<@Nullable Object> process;
  private final boolean checkSlowMode;

  /** For each user, the events that have ended its membership, if there was one. */
  private final Map<String, NavigableSet<Long>> removals = new HashMap<>();

  private final Map<String, UserKind> kinds = new HashMap<>();
  private final Map<String, Post> posts = new HashMap<>();

  /** The latest time that the server's clock has shown, as far as it was seen. */
  private long latestMillis;

  /** The server's process at the last and at the present observation. */
  private @Nullable Object before;

  private Object present = new Object();

  /** Since which event the room is in slow mode; 0 if it is not. */
  private long slowSince;

  private record Post(long sequence, long millis, Object process) {}

  /**
   * Creates the rules.
   *
   * @param lastEntered for a user, the head of the room at the last answer to its request to enter;
   *     {@link Long#MAX_VALUE} while a request has no answer
   * @param wallMillis the server's clock
   * @param process the server's process; null if none is running
   * @param checkSlowMode whether the server remembers every post
   */
  RoomRules(
      ToLongFunction<String> lastEntered,
      LongSupplier wallMillis,
      Supplier<@Nullable Object> process,
      boolean checkSlowMode) {
    this.lastEntered = lastEntered;
    this.wallMillis = wallMillis;
    this.process = process;
    this.checkSlowMode = checkSlowMode;
  }

  /** Events follow that have become durable since the last call. */
  void observed() {
    Object now = process.get();
    // Events of an observation belong to one process only if it ran at the observation before.
    present = now != null && now.equals(before) ? now : new Object();
    before = now;
    latestMillis = Math.max(latestMillis, wallMillis.getAsLong());
  }

  /** Whether this restriction holds at this time, or may have ended, because clocks go back. */
  boolean holds(boolean set, Timestamp until, long now) {
    return set && millis(until) > Math.max(now, latestMillis);
  }

  /** The role of a user: its own, or the default one. */
  Role role(State state, String userId) {
    Role own = state.of(userId).getRole();
    boolean account = kinds.get(userId) == UserKind.USER_KIND_ACCOUNT;
    return own != Role.ROLE_UNSPECIFIED ? own : account ? Role.ROLE_MEMBER : Role.ROLE_GUEST;
  }

  /** Tells whether a user is an account. */
  void knows(User user) {
    kinds.put(user.getId(), user.getKind());
  }

  /** The last event up to this one that has ended a membership of the user; 0 if there is none. */
  long lastRemoval(String userId, long sequence) {
    NavigableSet<Long> ends = removals.get(userId);
    Long last = ends == null ? null : ends.floor(sequence);
    return last == null ? 0 : last;
  }

  /** Whether the event with this sequence has ended a membership of the user. */
  boolean removedBy(String userId, long sequence) {
    NavigableSet<Long> ends = removals.get(userId);
    return ends != null && ends.contains(sequence);
  }

  void posted(State state, Event event) {
    knows(event.getActor());
    String author = event.getActor().getId();
    MemberState own = state.of(author);
    long now = millis(event.getCreateTime());
    require(
        !holds(own.hasMutedUntil(), own.getMutedUntil(), now),
        "%s is muted and has posted %s; %s",
        author,
        event,
        state);
    require(
        !holds(own.hasBannedUntil(), own.getBannedUntil(), now),
        "%s is banned and has posted %s; %s",
        author,
        event,
        state);
    Role needed = state.settings().getPostRole();
    require(
        role(state, author).compareTo(needed) >= 0 && role(state, author) != Role.ROLE_READER,
        "%s has posted %s; %s",
        author,
        event,
        state);
    long removed = lastRemoval(author, Long.MAX_VALUE);
    require(
        lastEntered.applyAsLong(author) >= removed,
        "%s was removed by %s, has not entered again and has posted %s",
        author,
        removed,
        event);
    requireSlow(state, event, now);
    latestMillis = Math.max(latestMillis, now);
  }

  private void requireSlow(State state, Event event, long now) {
    String author = event.getActor().getId();
    Post last = posts.put(author, new Post(event.getSequence(), now, present));
    boolean slow =
        checkSlowMode
            && slowSince > 0
            && role(state, author).compareTo(Role.ROLE_MODERATOR) < 0
            && last != null
            && last.sequence() > slowSince
            && last.process().equals(present);
    require(
        !slow || now - last.millis() >= state.settings().getSlowMode().getSeconds() * 1000,
        "%s has posted %s, and before that %s, in slow mode",
        author,
        event,
        last);
  }

  void settingsChanged(State state, Event event) {
    knows(event.getActor());
    RoomSettings after = event.getRoomChanged().getSettings();
    require(!after.equals(state.settings()), "%s changes nothing", event);
    requireNotBanned(state, event, millis(event.getCreateTime()));
    boolean ofModerators = withoutModerated(after).equals(withoutModerated(state.settings()));
    Role needed = ofModerators ? Role.ROLE_MODERATOR : Role.ROLE_OWNER;
    require(
        role(state, event.getActor().getId()).compareTo(needed) >= 0,
        "a user with too low a role has made %s; %s",
        event,
        state);
    boolean slow = after.getSlowMode().getSeconds() > 0;
    slowSince = !slow ? 0 : slowSince == 0 ? event.getSequence() : slowSince;
    latestMillis = Math.max(latestMillis, millis(event.getCreateTime()));
  }

  private static RoomSettings withoutModerated(RoomSettings settings) {
    return settings.toBuilder().clearTopic().clearSlowMode().build();
  }

  void memberChanged(State state, Event event) {
    MemberChanged change = event.getMemberChanged();
    knows(change.getUser());
    String user = change.getUser().getId();
    long now = millis(event.getCreateTime());
    if (event.hasActor()) {
      knows(event.getActor());
      requireNotBanned(state, event, now);
      requirePermitted(state, event, now);
    }
    MemberState after = change.getState();
    require(
        kinds.get(user) == UserKind.USER_KIND_ACCOUNT
            || after.getRole().compareTo(Role.ROLE_MEMBER) <= 0,
        "a guest gets %s",
        event);
    if (change.getRemoved() || millis(after.getBannedUntil()) > now) {
      removals.computeIfAbsent(user, none -> new TreeSet<>()).add(event.getSequence());
    }
    latestMillis = Math.max(latestMillis, now);
  }

  private void requireNotBanned(State state, Event event, long now) {
    MemberState acting = state.of(event.getActor().getId());
    require(
        !holds(acting.hasBannedUntil(), acting.getBannedUntil(), now),
        "a banned user has made %s; %s",
        event,
        state);
  }

  private void requirePermitted(State state, Event event, long now) {
    MemberChanged change = event.getMemberChanged();
    String user = change.getUser().getId();
    Role acting = role(state, event.getActor().getId());
    Role present = role(state, user);
    Role given = change.getState().getRole();
    Role next =
        given != Role.ROLE_UNSPECIFIED
            ? given
            : kinds.get(user) == UserKind.USER_KIND_ACCOUNT ? Role.ROLE_MEMBER : Role.ROLE_GUEST;
    boolean restricting = change.getRemoved() || restrictionsDiffer(state.of(user), change, now);
    boolean self = event.getActor().getId().equals(user);
    String context = "%s is not permitted; %s";
    if (self) {
      boolean lowers = present.compareTo(Role.ROLE_MODERATOR) >= 0 && next.compareTo(present) < 0;
      require(!restricting && lowers, context, event, state);
    } else {
      require(acting.compareTo(Role.ROLE_MODERATOR) >= 0, context, event, state);
      require(!restricting || present.compareTo(acting) < 0, context, event, state);
      boolean equalOwners = acting == Role.ROLE_OWNER && present == Role.ROLE_OWNER;
      require(present.compareTo(acting) < 0 || equalOwners, context, event, state);
      require(
          next == present || acting == Role.ROLE_OWNER || next.compareTo(Role.ROLE_MODERATOR) < 0,
          context,
          event,
          state);
    }
    boolean owned = state.members().values().stream().anyMatch(RoomRules::isOwner);
    boolean othersOwn =
        state.members().entrySet().stream()
            .anyMatch(each -> !each.getKey().equals(user) && isOwner(each.getValue()));
    require(!owned || othersOwn || next == Role.ROLE_OWNER, "no owner after %s; %s", event, state);
  }

  private static boolean isOwner(MemberState state) {
    return state.getRole() == Role.ROLE_OWNER;
  }

  /** Whether the event mutes or bans the user, or ends a restriction that holds. */
  private boolean restrictionsDiffer(MemberState before, MemberChanged change, long now) {
    MemberState after = change.getState();
    return differ(before.getMutedUntil(), after.getMutedUntil(), now)
        || differ(before.getBannedUntil(), after.getBannedUntil(), now);
  }

  private boolean differ(Timestamp before, Timestamp after, long now) {
    boolean ended = millis(before) <= Math.max(now, latestMillis) && millis(after) == 0;
    return !before.equals(after) && !ended;
  }
}
