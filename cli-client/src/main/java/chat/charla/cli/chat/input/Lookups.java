package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.PrivatePeers;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.Table;
import chat.charla.cli.chat.view.Words;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * Queries the server at the user's request, and shows the answers. The methods get the command as
 * the user has typed it, to show which command failed. Owned by the client's scheduler.
 */
public final class Lookups {
  private static final int ROOMS_PAGE = 1000;

  /**
   * The page size for the inbox. It does not depend on the number of messages to show, because only
   * some messages of the inbox concern the peer.
   */
  private static final int INBOX_PAGE = 200;

  /** The maximum number of pages for a list of rooms or for a history. */
  private static final int MAX_PAGES = 20;

  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final UserLists userLists;
  private final CommandCalls calls;

  public Lookups(
      ChatClient client,
      ChatState state,
      Display display,
      UserLists userLists,
      CommandCalls calls) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.userLists = userLists;
    this.calls = calls;
  }

  /** Shows the users of the current room. Without a current room, shows all users. */
  public void users(String command) {
    calls.begin();
    Room room = state.rooms().current();
    userLists.list(
        room == null ? "" : room.name(),
        this::showUsers,
        failure -> calls.failed(command, room == null ? "" : room.name(), failure),
        calls::end);
  }

  public void whoAmI(String command) {
    calls.begin();
    client.whoAmI(
        calls.answer(
            command,
            response ->
                display.plain(
                    display.words().text("whoami", Sanitizer.line(response.getSelf().getId())))));
  }

  public void rooms(String command) {
    calls.begin();
    List<chat.charla.v1.Room> rooms = new ArrayList<>();
    nextRooms(command, rooms, "");
  }

  /**
   * Shows the last {@code count} messages exchanged with the current peer, or, if there is no peer,
   * those of the current room.
   */
  public void history(int count, String command) {
    User peer = state.privatePeers().peer();
    Room room = state.rooms().current();
    if (peer != null) {
      PrivatePeers peers = state.privatePeers();
      Predicate<Event> withPeer =
          event ->
              peers.isPeer(event.getActor())
                  || peers.isPeer(event.getMessagePosted().getRecipient());
      calls.begin();
      new History(command, "", peer.getName(), count, INBOX_PAGE, withPeer).next("");
    } else if (room != null) {
      calls.begin();
      new History(command, room.name(), room.name(), count, count, event -> true).next("");
    } else {
      display.answer("room.none");
    }
  }

  private void showUsers(List<PresentUser> present) {
    Words words = display.words();
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {words.text("users.name"), words.text("users.id")});
    for (PresentUser user : present) {
      String id = Sanitizer.line(user.getUser().getId());
      boolean reconnecting = user.getPresence() == Presence.PRESENCE_RECONNECTING;
      rows.add(
          new String[] {
            Sanitizer.line(user.getUser().getName()),
            reconnecting ? id + "  " + words.text("users.reconnecting") : id
          });
    }
    display.plain(words.text("users.title") + "\n" + Table.of(rows, display.columns()));
  }

  private void nextRooms(String command, List<chat.charla.v1.Room> rooms, String pageToken) {
    ListRoomsRequest request =
        ListRoomsRequest.newBuilder().setPageSize(ROOMS_PAGE).setPageToken(pageToken).build();
    client.listRooms(
        request,
        new Answer<ListRoomsResponse>() {
          @Override
          public void onSuccess(ListRoomsResponse page) {
            rooms.addAll(page.getRoomsList());
            if (page.getNextPageToken().isEmpty() || rooms.size() >= ROOMS_PAGE * MAX_PAGES) {
              showRooms(rooms);
              calls.end();
            } else {
              nextRooms(command, rooms, page.getNextPageToken());
            }
          }

          @Override
          public void onFailure(CallFailure failure) {
            calls.failed(command, "", failure);
            calls.end();
          }
        });
  }

  private void showRooms(List<chat.charla.v1.Room> rooms) {
    Words words = display.words();
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {
          words.text("rooms.name"), words.text("rooms.users"), words.text("rooms.you")
        });
    for (chat.charla.v1.Room room : rooms) {
      rows.add(
          new String[] {
            Sanitizer.line(room.getName()), Integer.toString(room.getUserCount()), membership(room)
          });
    }
    display.answerTable(rows);
  }

  private String membership(chat.charla.v1.Room listed) {
    Words words = display.words();
    Room room = state.rooms().named(listed.getName());
    if (room == null) {
      return "";
    }
    if (state.rooms().isCurrent(room.name())) {
      return words.text("rooms.current");
    }
    return room.unread() == 0
        ? words.text("rooms.inside")
        : words.text("rooms.unread", room.unread());
  }

  /** Collects and shows the last wanted events of a timeline. Requests the newest page first. */
  private final class History implements Answer<ListMessagesResponse> {
    private final String command;
    private final String timeline;
    private final String title;
    private final int count;
    private final int pageSize;
    private final Predicate<Event> wanted;
    private final Deque<Event> events = new ArrayDeque<>();
    private int pages;

    History(
        String command,
        String timeline,
        String title,
        int count,
        int pageSize,
        Predicate<Event> wanted) {
      this.command = command;
      this.timeline = timeline;
      this.title = title;
      this.count = count;
      this.pageSize = pageSize;
      this.wanted = wanted;
    }

    void next(String pageToken) {
      ListMessagesRequest request =
          ListMessagesRequest.newBuilder()
              .setRoom(timeline)
              .setPageSize(pageSize)
              .setPageToken(pageToken)
              .build();
      client.listMessages(request, this);
    }

    @Override
    public void onSuccess(ListMessagesResponse page) {
      List<Event> newest = page.getEventsList();
      for (int i = newest.size() - 1; i >= 0 && events.size() < count; i--) {
        Event event = newest.get(i);
        if (wanted.test(event) && !state.ignored().hides(event)) {
          events.addFirst(event);
        }
      }
      pages++;
      boolean more = !page.getNextPageToken().isEmpty() && pages < MAX_PAGES;
      if (more && events.size() < count) {
        next(page.getNextPageToken());
        return;
      }
      show();
      calls.end();
    }

    @Override
    public void onFailure(CallFailure failure) {
      calls.failed(command, timeline, failure);
      calls.end();
    }

    private void show() {
      if (events.isEmpty()) {
        display.answer("history.empty");
        return;
      }
      display.divider(display.words().text("history.begin", Sanitizer.line(title)));
      events.forEach(event -> display.event(event, state.self(), ""));
      display.divider(display.words().text("history.end"));
    }
  }
}
