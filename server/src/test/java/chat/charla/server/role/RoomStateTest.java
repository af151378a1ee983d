package chat.charla.server.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.server.log.RoomUpdate;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.server.storage.v1.StoredRoomMember;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The records of a room, and how they change with events. */
class RoomStateTest {
  private final Set<String> deleted = new HashSet<>();
  private long sequence;

  @Test
  void aRoleThatALaterVersionHasStoredCountsAsReader() {
    RoomState state = state(StoredRoomMember.newBuilder().setUserId("ana").setRole(77).build());

    assertEquals(Role.ROLE_READER, state.role(user("ana")));
  }

  @Test
  void aRecordOfAUserThatNoLongerExistsIsRemovedWithTheNextChange() {
    RoomState state = state(stored("ana", Role.ROLE_READER), stored("gone", Role.ROLE_MODERATOR));
    deleted.add("gone");

    Event event = roleOf("berta", Role.ROLE_READER);
    StateUpdate changes = state.update(event);
    RoomUpdate update = changes.stored();
    state.apply(changes);

    assertEquals(Optional.empty(), update.members().get("gone"));
    assertNull(state.member("gone"));
    assertNotNull(state.member("ana"));
    assertFalse(update.members().containsKey("ana"));
  }

  /** Otherwise the creator would own the room again. */
  @Test
  void theRecordOfACreatorWithoutARoleStays() {
    RoomState state =
        new RoomState(StoredRoom.newBuilder().setOwnerId("olga").build(), List.of(), this::exists);

    state.apply(state.update(roleOf("olga", Role.ROLE_UNSPECIFIED)));
    state.apply(state.update(roleOf("ana", Role.ROLE_READER)));

    assertEquals(Role.ROLE_MEMBER, state.role(user("olga")));
    assertNotNull(state.member("olga"));
  }

  /**
   * A repair may give the timeline a lower head, because the last events are lost. A membership
   * that begins at this head would otherwise end at the next start.
   */
  @Test
  void sequencesBeyondTheHeadOfTheTimelineAreLowered() {
    StoredRoom record =
        StoredRoom.newBuilder()
            .setAsOfSequence(9)
            .setOtherEvents(5)
            .addAllRecentOtherSequences(List.of(2L, 5L, 7L, 8L, 9L))
            .build();
    RoomState state =
        new RoomState(
            record,
            List.of(
                StoredRoomMember.newBuilder().setUserId("ana").setRemovedSequence(9).build(),
                StoredRoomMember.newBuilder().setUserId("gus").setRemovedSequence(2).build()),
            this::exists);

    state.lowerToHead(6);

    assertEquals(6, state.asOfSequence());
    assertEquals(2, state.otherEvents());
    assertEquals(List.of(2L, 5L), state.record().getRecentOtherSequencesList());
    assertEquals(6, memberOf(state, "ana").removedSequence());
    assertEquals(2, memberOf(state, "gus").removedSequence());
  }

  @Test
  void aHeadThatTheRecordKnowsChangesNothing() {
    StoredRoom record =
        StoredRoom.newBuilder()
            .setAsOfSequence(9)
            .setOtherEvents(1)
            .addRecentOtherSequences(9)
            .build();
    RoomState state = new RoomState(record, List.of(), this::exists);

    state.lowerToHead(9);

    assertEquals(record, state.record());
  }

  @Test
  void whatIsStoredIsWhatIsInMemory() {
    RoomState state = state();
    Map<String, Role> roles = Map.of("ana", Role.ROLE_OWNER, "berta", Role.ROLE_READER);
    for (Map.Entry<String, Role> each : roles.entrySet()) {
      Event event = roleOf(each.getKey(), each.getValue());
      StateUpdate changes = state.update(event);
      RoomUpdate update = changes.stored();
      state.apply(changes);

      assertEquals(
          memberOf(state, each.getKey()).stored().toByteString(),
          ByteString.copyFrom(
              update.members().getOrDefault(each.getKey(), Optional.empty()).orElseThrow()));
      assertEquals(state.record().toByteString(), ByteString.copyFrom(update.record()));
    }
  }

  private static MemberRecord memberOf(RoomState state, String id) {
    return Objects.requireNonNull(state.member(id));
  }

  private Event roleOf(String id, Role role) {
    return Event.newBuilder()
        .setSequence(++sequence)
        .setCreateTime(Timestamp.newBuilder().setSeconds(1000))
        .setMemberChanged(
            MemberChanged.newBuilder()
                .setUser(user(id))
                .setState(MemberState.newBuilder().setRole(role)))
        .build();
  }

  private RoomState state(StoredRoomMember... members) {
    return new RoomState(StoredRoom.getDefaultInstance(), List.of(members), this::exists);
  }

  private boolean exists(String id) {
    return !deleted.contains(id);
  }

  private static StoredRoomMember stored(String id, Role role) {
    return StoredRoomMember.newBuilder().setUserId(id).setRole(role.getNumber()).build();
  }

  private static User user(String id) {
    return User.newBuilder().setId(id).setKind(UserKind.USER_KIND_ACCOUNT).build();
  }
}
