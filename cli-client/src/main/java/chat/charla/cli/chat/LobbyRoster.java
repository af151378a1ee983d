package chat.charla.cli.chat;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.v1.Event;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.PresentUser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the roster of the lobby: lists who is there whenever the stream has caught up, and follows
 * events in between. Owned by the client's scheduler.
 */
final class LobbyRoster {
  private static final int PAGE_SIZE = 1000;

  /** So that a broken server cannot keep a client paging for ever. */
  private static final int MAX_PAGES = 100;

  private final ChatClient client;
  private final Runnable whenKnown;
  private final Roster roster = new Roster();
  private boolean refreshing;
  private boolean refreshAgain;

  /**
   * An empty roster.
   *
   * @param whenKnown told after every listing, be it in vain
   */
  LobbyRoster(ChatClient client, Runnable whenKnown) {
    this.client = client;
    this.whenKnown = whenKnown;
  }

  Roster roster() {
    return roster;
  }

  void follow(Event event) {
    if (event.getRoom().equals(Chat.LOBBY)) {
      roster.follow(event);
    }
  }

  /** Lists who is in the lobby; one listing at a time. */
  void refresh() {
    if (refreshing) {
      refreshAgain = true;
      return;
    }
    refreshing = true;
    new Listing(Chat.LOBBY, roster::replace, failure -> {}, this::refreshed).next("");
  }

  /**
   * Lists everybody for the person, from the server's mouth. Ends with {@code done} in any case.
   */
  void list(Consumer<List<PresentUser>> receiver, Consumer<CallFailure> failed, Runnable done) {
    new Listing("", receiver, failed, done).next("");
  }

  private void refreshed() {
    refreshing = false;
    if (refreshAgain) {
      refreshAgain = false;
      refresh();
    }
    whenKnown.run();
  }

  /** Page after page. */
  private final class Listing implements Answer<ListUsersResponse> {
    private final String room;
    private final Consumer<List<PresentUser>> receiver;
    private final Consumer<CallFailure> failed;
    private final Runnable done;
    private final List<PresentUser> users = new ArrayList<>();
    private int pages;

    Listing(
        String room,
        Consumer<List<PresentUser>> receiver,
        Consumer<CallFailure> failed,
        Runnable done) {
      this.room = room;
      this.receiver = receiver;
      this.failed = failed;
      this.done = done;
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
      done.run();
    }

    @Override
    public void onFailure(CallFailure failure) {
      failed.accept(failure);
      done.run();
    }
  }
}
