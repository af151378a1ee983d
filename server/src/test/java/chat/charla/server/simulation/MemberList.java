package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.Member;
import chat.charla.v1.Role;
import chat.charla.v1.RoomServiceGrpc;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A list of all members of a moderated room, which a user gets page by page. There must be no
 * faults meanwhile.
 */
final class MemberList {
  private static final int PAGE = 2;

  private final String room;
  private final Truth truth;
  private final RoomHistory history;
  private final RoomAnswers answers;
  private final Map<String, Member> listed = new TreeMap<>();
  private boolean complete;

  MemberList(String room, Truth truth, RoomHistory history, RoomAnswers answers) {
    this.room = room;
    this.truth = truth;
    this.history = history;
    this.answers = answers;
  }

  /** Asks for the first page, and then for each next one. */
  void ask(ModeratedUser asking) {
    ask(
        asking,
        asking.anyToken(),
        ListMembersRequest.newBuilder().setRoom(room).setPageSize(PAGE).build());
  }

  private void ask(ModeratedUser asking, String token, ListMembersRequest request) {
    asking
        .transport()
        .unary(
            RoomServiceGrpc.getListMembersMethod(),
            request,
            token,
            RepeatedCalls.answer(
                (ListMembersResponse page) -> {
                  page.getMembersList().forEach(each -> listed.put(each.getUser().getId(), each));
                  complete = page.getNextPageToken().isEmpty();
                  if (!complete) {
                    ask(
                        asking,
                        token,
                        request.toBuilder().setPageToken(page.getNextPageToken()).build());
                  }
                },
                failure ->
                    truth.broken(new AssertionError("the members are not listed: " + failure))));
  }

  /** Whether the last page has arrived. */
  boolean isComplete() {
    return complete;
  }

  /** Requires that the complete list shows these users as they are, and nobody else. */
  void requireShows(List<ModeratedUser> users) {
    for (ModeratedUser user : users) {
      requireShows(user, listed.remove(user.id()));
    }
    require(listed.isEmpty(), "unknown members are listed: %s", listed);
  }

  private void requireShows(ModeratedUser user, @Nullable Member shown) {
    boolean member = shown != null && shown.getMember();
    require(user.isIn() == member, "%s is listed as a member: %s", user, member);
    if (shown != null) {
      answers.requireSame(shown.getState(), history.last(), user.id());
    } else {
      boolean ordinary = history.last().of(user.id()).getRole() == Role.ROLE_UNSPECIFIED;
      require(ordinary || !history.isComplete(), "%s is not listed", user);
    }
    require(
        user.isIn() == truth.answers().rooms(user.id()).contains(room),
        "%s is in the rooms %s on disk",
        user,
        truth.answers().rooms(user.id()));
  }
}
