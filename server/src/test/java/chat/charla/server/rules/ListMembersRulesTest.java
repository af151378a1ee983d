package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.Member;
import chat.charla.v1.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of the users of a room. */
class ListMembersRulesTest extends RoomFixture {
  ListMembersRulesTest() {
    super(new World().maxIdentities(2000));
  }

  @Test
  void theListHasAllMembersPresentOrNotInTheOrderOfTheirIds() {
    List<Member> members = members();

    assertEquals(
        Stream.of(olga, mona, ana, gus)
            .map(ScriptedClient::user)
            .sorted(Comparator.comparing(user -> user.getId()))
            .toList(),
        members.stream().map(Member::getUser).toList());
    assertTrue(members.stream().allMatch(Member::getMember));
    assertEquals(Role.ROLE_OWNER, of(olga).getState().getRole());
    assertEquals(Role.ROLE_MODERATOR, of(mona).getState().getRole());
    assertEquals(Role.ROLE_MEMBER, of(ana).getState().getRole());
    assertEquals(Role.ROLE_GUEST, of(gus).getState().getRole());
  }

  @Test
  void theListHasAbsentUsersWithARoleOrARestriction() {
    mona.leave(KITCHEN).get();
    update(olga, ana, ban(Duration.ofDays(1))).get();
    update(olga, gus, removal()).get();

    assertEquals(3, members().size());
    assertFalse(of(mona).getMember());
    assertFalse(of(ana).getMember());
    assertTrue(of(ana).getState().hasBannedUntil());
    world.pass(Duration.ofDays(1));
    assertEquals(2, members().size(), "the ban has ended");
  }

  @Test
  void onlyMembersAndModeratorsGetTheList() {
    ScriptedClient stranger = world.join("Stranger");
    list(stranger, ListMembersRequest.newBuilder()).refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
    list(gus, ListMembersRequest.newBuilder()).get();
    mona.leave(KITCHEN).get();
    list(mona, ListMembersRequest.newBuilder()).get();
    ana.leave(KITCHEN).get();
    list(ana, ListMembersRequest.newBuilder()).refused(ErrorReason.ERROR_REASON_NOT_A_MEMBER);
  }

  @Test
  void theListCanBeRestrictedToRolesAndRestrictions() {
    update(mona, gus, mute(Duration.ofMinutes(1))).get();

    assertEquals(
        List.of(Role.ROLE_OWNER),
        roles(ListMembersRequest.newBuilder().setMinRole(Role.ROLE_OWNER)));
    assertEquals(2, roles(ListMembersRequest.newBuilder().setMinRole(Role.ROLE_MODERATOR)).size());
    assertEquals(
        List.of(Role.ROLE_GUEST), roles(ListMembersRequest.newBuilder().setRestricted(true)));
    assertEquals(
        List.of(),
        roles(ListMembersRequest.newBuilder().setRestricted(true).setMinRole(Role.ROLE_MEMBER)));
    list(olga, ListMembersRequest.newBuilder().setMinRoleValue(99))
        .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
    world.pass(Duration.ofMinutes(1));
    assertEquals(List.of(), roles(ListMembersRequest.newBuilder().setRestricted(true)));
  }

  @Test
  void aBannedUserThatNoLongerExistsHasNoName() {
    update(mona, gus, ban(Duration.ofDays(1))).get();
    gus.leave().get();

    Member banned =
        list(olga, ListMembersRequest.newBuilder().setRestricted(true)).get().getMembers(0);

    assertEquals(gus.id(), banned.getUser().getId());
    assertEquals("", banned.getUser().getName());
  }

  @Test
  void pagesHaveEveryUserOnce() {
    for (int i = 0; i < 20; i++) {
      ScriptedClient guest = guest("Guest" + i);
      if (i % 3 == 0) {
        update(mona, guest, ban(Duration.ofDays(1))).get();
      }
    }
    List<Member> all = members();
    assertEquals(24, all.size());

    for (int size : List.of(1, 5, 23, 24, 25)) {
      assertEquals(all, paged(size));
    }
  }

  @Test
  void theCreatorIsListedAlsoWhenItHasLeft() {
    olga.leave(KITCHEN).get();

    assertFalse(of(olga).getMember());
    assertEquals(Role.ROLE_OWNER, of(olga).getState().getRole());
  }

  /** Otherwise a page of few users could keep the server busy for long. */
  @Test
  void aPageLooksAtALimitedNumberOfUsers() {
    for (int i = 0; i < 1000; i++) {
      guest("Guest" + i);
    }
    ListMembersRequest.Builder accounts =
        ListMembersRequest.newBuilder().setMinRole(Role.ROLE_MEMBER);

    int pages = 1;
    ListMembersResponse page = list(olga, accounts).get();
    List<Member> listed = new ArrayList<>(page.getMembersList());
    while (!page.getNextPageToken().isEmpty()) {
      page = list(olga, accounts.setPageToken(page.getNextPageToken())).get();
      listed.addAll(page.getMembersList());
      pages++;
    }

    assertEquals(2, pages);
    assertEquals(3, listed.size());
  }

  @Test
  void aPageTokenBelongsToItsListAndItsSession() {
    ListMembersResponse page = list(olga, ListMembersRequest.newBuilder().setPageSize(1)).get();
    String token = page.getNextPageToken();
    ErrorReason invalid = ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID;

    list(mona, ListMembersRequest.newBuilder().setPageToken(token)).refused(invalid);
    list(olga, ListMembersRequest.newBuilder().setPageToken(token).setRestricted(true))
        .refused(invalid);
    list(olga, ListMembersRequest.newBuilder().setPageToken(token).setMinRole(Role.ROLE_GUEST))
        .refused(invalid);
    list(olga, ListMembersRequest.newBuilder().setPageToken("no token")).refused(invalid);
    assertEquals(
        3,
        list(olga, ListMembersRequest.newBuilder().setPageToken(token).setPageSize(5))
            .get()
            .getMembersCount());
  }

  private List<Member> paged(int size) {
    List<Member> all = new ArrayList<>();
    String token = "";
    do {
      ListMembersResponse page =
          list(olga, ListMembersRequest.newBuilder().setPageSize(size).setPageToken(token)).get();
      assertTrue(page.getMembersCount() <= size);
      all.addAll(page.getMembersList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return all;
  }

  private Member of(ScriptedClient user) {
    return members().stream()
        .filter(member -> member.getUser().getId().equals(user.id()))
        .findFirst()
        .orElseThrow();
  }

  private List<Role> roles(ListMembersRequest.Builder request) {
    return list(olga, request).get().getMembersList().stream()
        .map(member -> member.getState().getRole())
        .toList();
  }
}
