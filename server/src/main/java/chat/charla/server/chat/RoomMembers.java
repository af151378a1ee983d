package chat.charla.server.chat;

import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.role.MemberRecord;
import chat.charla.server.room.Room;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Selects users of a room, in the order of their ids: its members, and the users who have a role or
 * a restriction of their own. Used on the core.
 */
final class RoomMembers {
  /**
   * The largest number of users to examine for one page. It equals the largest page size, so a page
   * with few users takes the core no longer than a full page.
   */
  private static final int MAX_STEPS = ContractLimits.MAX_PAGE_SIZE;

  private final Room room;
  private final Identities identities;
  private final Role minRole;
  private final boolean restricted;
  private final long nowMillis;

  /** Whether only users with a role or a restriction of their own can be selected. */
  private final boolean onlyWithState;

  /**
   * Selects users of a room.
   *
   * @param minRole only users with this role or a higher one
   * @param restricted only users who are muted or banned
   * @param nowMillis the present time, in milliseconds since 1970
   */
  RoomMembers(Room room, Identities identities, Role minRole, boolean restricted, long nowMillis) {
    this.room = room;
    this.identities = identities;
    this.minRole = minRole;
    this.restricted = restricted;
    this.nowMillis = nowMillis;
    this.onlyWithState = restricted || minRole.compareTo(Role.ROLE_MEMBER) > 0;
  }

  /**
   * The first selected users whose ids are greater than {@code after}; at most {@code size}. If the
   * selection matches few users, a page may be shorter or empty although more pages follow.
   */
  Page<Member> page(String after, int size) {
    List<Member> items = new ArrayList<>();
    String last = after;
    for (int step = 0; step < MAX_STEPS; step++) {
      String id = next(last);
      if (id == null) {
        return new Page<>(items, "");
      }
      if (items.size() == size) {
        return new Page<>(items, last);
      }
      Member member = describe(id);
      if (member != null) {
        items.add(member);
      }
      last = id;
    }
    return new Page<>(items, last);
  }

  /** The first id after this one that belongs to a member, or to a user with a state of its own. */
  private @Nullable String next(String after) {
    String member = onlyWithState ? null : room.members().higherKey(after);
    return first(member, room.roles().nextWithState(after));
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * The user with this id; null if the user is not selected, or is not in the room and its record
   * is no longer needed.
   */
  private @Nullable Member describe(String id) {
    MemberRecord own = room.roles().member(id);
    boolean muted = own != null && own.isMuted(nowMillis);
    boolean banned = own != null && own.isBanned(nowMillis);
    boolean member = room.isMember(id);
    Identity identity = identities.byId(id);
    User user = identity == null ? User.newBuilder().setId(id).build() : identity.user();
    MemberState state = room.roles().describe(user);
    boolean hasOwnRole = room.roles().ownRole(id).isPresent();
    boolean isListed = member || muted || banned || (hasOwnRole && identity != null);
    return isListed && (!restricted || muted || banned) && state.getRole().compareTo(minRole) >= 0
        ? Member.newBuilder().setUser(user).setState(state).setMember(member).build()
        : null;
  }
}
