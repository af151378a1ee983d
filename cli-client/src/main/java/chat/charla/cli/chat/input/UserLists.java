package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.state.Roster;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.PresentUser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Requests lists of the users present. Presence events alone are not enough, because the server
 * does not deliver an event for every change of presence. Owned by the client's scheduler.
 */
public final class UserLists {
  private static final int PAGE_SIZE = 1000;

  /** The maximum number of pages of a list: a faulty server might always return another page. */
  private static final int MAX_PAGES = 100;

  private final ChatClient client;
  private final Roster roster;
  private final Runnable whenListed;
  private boolean refreshing;
  private boolean refreshAgain;

  /**
   * Creates user lists that update this roster.
   *
   * @param whenListed run when a request of {@code refresh} has ended, also after a failure
   */
  public UserLists(ChatClient client, Roster roster, Runnable whenListed) {
    this.client = client;
    this.roster = roster;
    this.whenListed = whenListed;
  }

  /**
   * Requests the list of all users present, and replaces the roster's users. If a request for this
   * list is under way, sends another one after it.
   */
  public void refresh() {
    if (refreshing) {
      refreshAgain = true;
      return;
    }
    refreshing = true;
    list("", roster::replace, failure -> {}, this::refreshed);
  }

  /** Requests the list of users present in a room, and updates the room's user count. */
  public void refresh(Room room) {
    list(room.name(), room::setPresent, failure -> {}, whenListed);
  }

  /**
   * Requests the list of users present in a room, or, if {@code room} is empty, in the whole chat.
   * Calls {@code receiver} with the list, or {@code whenFailed} with the failure. Then runs {@code
   * whenDone}.
   */
  public void list(
      String room,
      Consumer<List<PresentUser>> receiver,
      Consumer<CallFailure> whenFailed,
      Runnable whenDone) {
    new Listing(room, receiver, whenFailed, whenDone).next("");
  }

  private void refreshed() {
    refreshing = false;
    if (refreshAgain) {
      refreshAgain = false;
      refresh();
    }
    whenListed.run();
  }

  /** A list of users, which is requested page by page. */
  private final class Listing implements Answer<ListUsersResponse> {
    private final String room;
    private final Consumer<List<PresentUser>> receiver;
    private final Consumer<CallFailure> whenFailed;
    private final Runnable whenDone;
    private final List<PresentUser> users = new ArrayList<>();
    private int pages;

    Listing(
        String room,
        Consumer<List<PresentUser>> receiver,
        Consumer<CallFailure> whenFailed,
        Runnable whenDone) {
      this.room = room;
      this.receiver = receiver;
      this.whenFailed = whenFailed;
      this.whenDone = whenDone;
    }

    void next(String pageToken) {
      ListUsersRequest request =
          ListUsersRequest.newBuilder()
              .setRoom(room)
              .setPageSize(PAGE_SIZE)
              .setPageToken(pageToken)
              .build();
      client.listUsers(request, this);
    }

    @Override
    public void onSuccess(ListUsersResponse page) {
      users.addAll(page.getUsersList());
      pages++;
      if (!page.getNextPageToken().isEmpty() && pages < MAX_PAGES) {
        next(page.getNextPageToken());
        return;
      }
      receiver.accept(users);
      whenDone.run();
    }

    @Override
    public void onFailure(CallFailure failure) {
      whenFailed.accept(failure);
      whenDone.run();
    }
  }
}
