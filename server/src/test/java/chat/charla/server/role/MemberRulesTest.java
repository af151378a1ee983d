package chat.charla.server.role;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.role.MemberRules.Target;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.server.storage.v1.StoredRoomMember;
import chat.charla.v1.Event;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may change the role and the restrictions of whom, as tables of all roles. */
class MemberRulesTest {
  private static final long NOW = 1_000_000;
  private static final long HOUR = 3_600_000;

  /** The users, by their roles. Only "guest" is a guest, so the reader is an account. */
  private static final List<String> USERS =
      List.of("reader", "guest", "member", "moderator", "owner");

  private static final Map<String, MemberChange> CHANGES =
      Map.of(
          "mute", restriction(HOUR, null, false),
          "ban", restriction(null, HOUR, false),
          "remove", restriction(null, null, true),
          "unmute", restriction(0L, null, false),
          "unban", restriction(null, 0L, false),
          "reader", MemberChange.ofRole(Role.ROLE_READER),
          "guest", MemberChange.ofRole(Role.ROLE_GUEST),
          "member", MemberChange.ofRole(Role.ROLE_MEMBER),
          "moderator", MemberChange.ofRole(Role.ROLE_MODERATOR),
          "owner", MemberChange.ofRole(Role.ROLE_OWNER));

  /** Of the users that a decision looks at, these do not exist any more. */
  private final List<String> deleted = new ArrayList<>();

  /**
   * The columns are the targets, in the order of {@link #USERS}: "ok" for an event, "same" for no
   * change, a role if at least this one is needed.
   */
  @Test
  void aModeratorActsOnLowerRoles() {
    assertTable(
        "moderator",
        """
        mute       ok     ok     ok     OWNER  OWNER
        ban        ok     ok     ok     OWNER  OWNER
        remove     ok     ok     ok     OWNER  OWNER
        unmute     same   same   same   OWNER  OWNER
        unban      same   same   same   OWNER  OWNER
        reader     same   ok     ok     OWNER  OWNER
        guest      OWNER  same   OWNER  OWNER  OWNER
        member     ok     OWNER  same   OWNER  OWNER
        moderator  OWNER  OWNER  OWNER  same   OWNER
        owner      OWNER  OWNER  OWNER  OWNER  same
        """);
  }

  @Test
  void anOwnerAlsoGivesAllRoles() {
    String table =
        """
        mute       ok     ok       ok     ok     OWNER
        ban        ok     ok       ok     ok     OWNER
        remove     ok     ok       ok     ok     OWNER
        unmute     same   same     same   same   OWNER
        unban      same   same     same   same   OWNER
        reader     same   ok       ok     ok     ok
        guest      ok     same     ok     ok     ok
        member     ok     ok       same   ok     ok
        moderator  ok     ACCOUNT  ok     same   ok
        owner      ok     ACCOUNT  ok     ok     same
        """;
    assertTable("owner", table);
    assertTable("operator", table);
  }

  @Test
  void othersDoNothingAndAreToldTheLowestRoleThatMay() {
    for (String user : List.of("reader", "guest", "member")) {
      assertTable(
          user,
          """
          mute       MODERATOR  MODERATOR  MODERATOR  OWNER      OWNER
          ban        MODERATOR  MODERATOR  MODERATOR  OWNER      OWNER
          remove     MODERATOR  MODERATOR  MODERATOR  OWNER      OWNER
          unmute     MODERATOR  MODERATOR  MODERATOR  OWNER      OWNER
          unban      MODERATOR  MODERATOR  MODERATOR  OWNER      OWNER
          reader     MODERATOR  MODERATOR  MODERATOR  OWNER      OWNER
          guest      OWNER      MODERATOR  OWNER      OWNER      OWNER
          member     MODERATOR  OWNER      MODERATOR  OWNER      OWNER
          moderator  OWNER      OWNER      OWNER      MODERATOR  OWNER
          owner      OWNER      OWNER      OWNER      OWNER      MODERATOR
          """);
    }
  }

  /** The columns are the users, each of which changes itself. */
  @Test
  void moderatorsAndOwnersLowerTheirOwnRoleOnly() {
    Map<String, String> expected = new HashMap<>();
    expected.put("mute", "self self self self self");
    expected.put("ban", "self self self self self");
    expected.put("remove", "self self self self self");
    expected.put("unmute", "MODERATOR MODERATOR MODERATOR OWNER OWNER");
    expected.put("unban", "MODERATOR MODERATOR MODERATOR OWNER OWNER");
    expected.put("reader", "same MODERATOR MODERATOR ok ok");
    expected.put("guest", "OWNER same OWNER ok ok");
    expected.put("member", "MODERATOR OWNER same ok ok");
    expected.put("moderator", "OWNER OWNER OWNER same ok");
    expected.put("owner", "OWNER OWNER OWNER OWNER same");
    expected.forEach(
        (change, outcomes) -> {
          List<String> found = new ArrayList<>();
          for (String user : USERS) {
            found.add(outcome(state(), user, user, change));
          }
          assertEquals(List.of(outcomes.split(" ")), found, change);
        });
  }

  @Test
  void aChangeThatIsPartlyForbiddenIsRefused() {
    MemberChange change =
        new MemberChange(
            Role.ROLE_MODERATOR, HOUR, null, false, ModerationReason.MODERATION_REASON_UNSPECIFIED);

    assertEquals("OWNER", outcome(state(), "moderator", user("member"), change));
    assertEquals("ok", outcome(state(), "owner", user("member"), change));
  }

  @Test
  void theLastOwnerThatExistsKeepsItsRole() {
    RoomState two = state(stored("second", Role.ROLE_OWNER));
    User owner = user("owner");

    assertEquals("ok", outcome(two, "owner", owner, MemberChange.ofRole(Role.ROLE_MEMBER)));
    deleted.add("second");
    assertEquals("last", outcome(two, "owner", owner, MemberChange.ofRole(Role.ROLE_MEMBER)));
    assertEquals("ok", outcome(two, "operator", owner, MemberChange.ofRole(Role.ROLE_MEMBER)));
  }

  @Test
  void aBannedModeratorActsOnNobody() {
    RoomState state =
        state(
            StoredRoomMember.newBuilder()
                .setUserId("rogue")
                .setRole(Role.ROLE_MODERATOR.getNumber())
                .setBannedUntilMillis(NOW + 1)
                .build(),
            StoredRoomMember.newBuilder()
                .setUserId("forgiven")
                .setRole(Role.ROLE_MODERATOR.getNumber())
                .setBannedUntilMillis(NOW)
                .build());

    assertEquals("banned", outcome(state, "rogue", "member", "mute"));
    assertEquals("banned", outcome(state, "rogue", "rogue", "unban"));
    assertEquals("ok", outcome(state, "forgiven", "member", "mute"));
  }

  @Test
  void aRestrictionThatHasEndedIsRemovedWithTheNextChange() {
    RoomState state =
        state(StoredRoomMember.newBuilder().setUserId("loud").setMutedUntilMillis(NOW).build());

    assertEquals("same", outcome(state, "moderator", "loud", "unmute"), "it has ended already");
    List<Event.Builder> events = new ArrayList<>();
    decide(state, "moderator", user("loud"), CHANGES.get("reader"))
        .match(
            event -> event.ifPresent(events::add),
            refusal -> {
              throw new AssertionError(refusal);
            });
    assertEquals(
        MemberRecord.of(
                StoredRoomMember.newBuilder()
                    .setUserId("loud")
                    .setRole(Role.ROLE_READER.getNumber())
                    .build())
            .state(),
        events.get(0).getMemberChanged().getState());
  }

  @Test
  void aFullRoomRefusesFurtherUsersOnly() {
    StoredRoomMember[] many = new StoredRoomMember[RoomState.MAX_ROLES];
    for (int i = 0; i < many.length; i++) {
      many[i] = stored("user" + i, Role.ROLE_READER);
    }
    RoomState full = new RoomState(created("owner"), List.of(many), id -> true);

    assertEquals("full", outcome(full, "owner", "member", "mute"));
    assertEquals("same", outcome(full, "owner", "member", "unmute"));
    assertEquals("ok", outcome(full, "owner", user("user7"), CHANGES.get("mute")));
    assertEquals("ok", outcome(full, "owner", user("user7"), CHANGES.get("member")));
  }

  @Test
  void aRoomWithFewMembersHasFewRoles() {
    assertEquals(100, RoomState.maxRoles(0));
    assertEquals(125, RoomState.maxRoles(25));
    assertEquals(10_000, RoomState.maxRoles(20_000));
  }

  private void assertTable(String actor, String table) {
    for (String line : table.lines().toList()) {
      String[] cells = line.trim().split(" +");
      for (int i = 0; i < USERS.size(); i++) {
        String target = USERS.get(i);
        // Each actor acts on another user with the same role.
        User user = user(target).toBuilder().setId("other " + target).build();
        assertEquals(
            cells[i + 1],
            outcome(state(), actor, user, CHANGES.get(cells[0])),
            () -> actor + " changes " + target + ": " + cells[0]);
      }
    }
  }

  private String outcome(RoomState state, String actor, String target, String change) {
    return outcome(state, actor, user(target), CHANGES.get(change));
  }

  private String outcome(
      RoomState state, String actor, User target, @Nullable MemberChange change) {
    List<String> outcome = new ArrayList<>();
    decide(state, actor, target, change)
        .match(
            event -> outcome.add(event.isPresent() ? "ok" : "same"),
            refusal ->
                outcome.add(
                    switch (refusal.reason()) {
                      case ERROR_REASON_ROLE_TOO_LOW ->
                          refusal.metadata().getOrDefault("role", "").substring("ROLE_".length());
                      case ERROR_REASON_ACCOUNT_REQUIRED -> "ACCOUNT";
                      case ERROR_REASON_LAST_OWNER -> "last";
                      case ERROR_REASON_TOO_MANY_ROLES -> "full";
                      case ERROR_REASON_BANNED -> "banned";
                      case ERROR_REASON_ARGUMENT_INVALID -> "self";
                      default -> refusal.reason().name();
                    }));
    return outcome.get(0);
  }

  private static Outcome<Optional<Event.Builder>> decide(
      RoomState state, String actor, User target, @Nullable MemberChange change) {
    return MemberRules.decide(
        state,
        actor.equals("operator") ? null : user(actor),
        new Target(target, true, RoomState.MAX_ROLES),
        Objects.requireNonNull(change),
        NOW);
  }

  private RoomState state(StoredRoomMember... more) {
    List<StoredRoomMember> members = new ArrayList<>(List.of(more));
    for (String prefix : List.of("", "other ")) {
      members.add(stored(prefix + "reader", Role.ROLE_READER));
      members.add(stored(prefix + "moderator", Role.ROLE_MODERATOR));
    }
    members.add(stored("other owner", Role.ROLE_OWNER));
    return new RoomState(
        created("owner"),
        members.stream()
            .filter(each -> more.length == 0 || !each.getUserId().equals("other owner"))
            .toList(),
        id -> !deleted.contains(id));
  }

  private static StoredRoom created(String owner) {
    return StoredRoom.newBuilder().setOwnerId(owner).build();
  }

  private static StoredRoomMember stored(String id, Role role) {
    return StoredRoomMember.newBuilder().setUserId(id).setRole(role.getNumber()).build();
  }

  private static User user(String id) {
    return User.newBuilder()
        .setId(id)
        .setName(id)
        .setKind(id.equals("guest") ? UserKind.USER_KIND_GUEST : UserKind.USER_KIND_ACCOUNT)
        .build();
  }

  private static MemberChange restriction(@Nullable Long mute, @Nullable Long ban, boolean remove) {
    return new MemberChange(
        Role.ROLE_UNSPECIFIED, mute, ban, remove, ModerationReason.MODERATION_REASON_UNSPECIFIED);
  }
}
