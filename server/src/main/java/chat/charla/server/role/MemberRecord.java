package chat.charla.server.role;

import chat.charla.server.storage.v1.StoredRoomMember;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;

/**
 * The role and the restrictions of one user in a room. Times are in milliseconds since 1970.
 *
 * @param name the name that the user had when its state last changed
 * @param role ROLE_UNSPECIFIED if the user has no role of its own
 * @param mutedUntil until when the user is muted; 0 if it is not
 * @param bannedUntil until when the user is banned; 0 if it is not
 * @param removedSequence the sequence of the last event that has removed the user; 0 if there is
 *     none. A membership that began before this event has ended
 */
public record MemberRecord(
    String userId,
    String name,
    Role role,
    long mutedUntil,
    long bannedUntil,
    long removedSequence) {

  /** The record of a user who has no role of its own and no restriction, and was never removed. */
  static MemberRecord initial(String userId, String name) {
    return new MemberRecord(userId, name, Role.ROLE_UNSPECIFIED, 0, 0, 0);
  }

  /** Reads a stored record. A role that this version does not know counts as ROLE_READER. */
  public static MemberRecord of(StoredRoomMember stored) {
    Role role = Role.forNumber(stored.getRole());
    return new MemberRecord(
        stored.getUserId(),
        stored.getName(),
        role == null ? Role.ROLE_READER : role,
        stored.getMutedUntilMillis(),
        stored.getBannedUntilMillis(),
        stored.getRemovedSequence());
  }

  StoredRoomMember stored() {
    return StoredRoomMember.newBuilder()
        .setUserId(userId)
        .setName(name)
        .setRole(role.getNumber())
        .setMutedUntilMillis(mutedUntil)
        .setBannedUntilMillis(bannedUntil)
        .setRemovedSequence(removedSequence)
        .build();
  }

  /** Whether the user is muted at this time. */
  public boolean isMuted(long nowMillis) {
    return mutedUntil > nowMillis;
  }

  /** Whether the user is banned at this time. */
  public boolean isBanned(long nowMillis) {
    return bannedUntil > nowMillis;
  }

  /** Whether no decision needs this record. */
  boolean isEmpty() {
    return role == Role.ROLE_UNSPECIFIED
        && mutedUntil == 0
        && bannedUntil == 0
        && removedSequence == 0;
  }

  /** This record, with the sequence of the removal lowered to this sequence if it is higher. */
  MemberRecord removedAtMost(long sequence) {
    return removedSequence <= sequence
        ? this
        : new MemberRecord(userId, name, role, mutedUntil, bannedUntil, sequence);
  }

  /** The state for clients. The role is unset if the user has no role of its own. */
  MemberState state() {
    MemberState.Builder state = MemberState.newBuilder().setRole(role);
    if (mutedUntil > 0) {
      state.setMutedUntil(Millis.timestamp(mutedUntil));
    }
    if (bannedUntil > 0) {
      state.setBannedUntil(Millis.timestamp(bannedUntil));
    }
    return state.build();
  }

  /** This record after an event has given the user another state. */
  MemberRecord with(String name, MemberState state, long removedSequence) {
    return new MemberRecord(
        userId,
        name,
        state.getRole(),
        state.hasMutedUntil() ? Millis.of(state.getMutedUntil()) : 0,
        state.hasBannedUntil() ? Millis.of(state.getBannedUntil()) : 0,
        removedSequence);
  }
}
