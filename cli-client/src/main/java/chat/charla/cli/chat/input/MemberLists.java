package chat.charla.cli.chat.input;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Requests the list of the users of a room, page by page: its members, and the users who have a
 * role or a restriction in it. Owned by the client's scheduler.
 */
final class MemberLists {
  private static final int PAGE_SIZE = 1000;

  /** The maximum number of pages of a list: a faulty server might always return another page. */
  private static final int MAX_PAGES = 100;

  private final ChatClient client;

  MemberLists(ChatClient client) {
    this.client = client;
  }

  /** Calls {@code receiver} with all users of the room, or {@code whenFailed} with the failure. */
  void list(String room, Consumer<List<Member>> receiver, Consumer<CallFailure> whenFailed) {
    new Listing(room, receiver, whenFailed).next("");
  }

  private final class Listing implements Answer<ListMembersResponse> {
    private final String room;
    private final Consumer<List<Member>> receiver;
    private final Consumer<CallFailure> whenFailed;
    private final List<Member> members = new ArrayList<>();
    private int pages;

    Listing(String room, Consumer<List<Member>> receiver, Consumer<CallFailure> whenFailed) {
      this.room = room;
      this.receiver = receiver;
      this.whenFailed = whenFailed;
    }

    void next(String pageToken) {
      client
          .rooms()
          .listMembers(
              ListMembersRequest.newBuilder()
                  .setRoom(room)
                  .setPageSize(PAGE_SIZE)
                  .setPageToken(pageToken)
                  .build(),
              this);
    }

    @Override
    public void onSuccess(ListMembersResponse page) {
      members.addAll(page.getMembersList());
      pages++;
      if (page.getNextPageToken().isEmpty() || pages >= MAX_PAGES) {
        receiver.accept(members);
      } else {
        next(page.getNextPageToken());
      }
    }

    @Override
    public void onFailure(CallFailure failure) {
      whenFailed.accept(failure);
    }
  }
}
