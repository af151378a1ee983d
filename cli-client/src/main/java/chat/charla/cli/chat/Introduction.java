package chat.charla.cli.chat;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.PresentUser;
import chat.charla.v1.TimelineState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows a room that the user has just entered: its last messages, who else is there, and hints.
 * While the answers of the server are missing, it holds the room's new events back, so that they
 * are shown after the old ones. If the server cannot answer, nothing is shown, because {@code
 * /history} and {@code /who} tell the reason. Owned by the client's scheduler.
 */
final class Introduction {
  /** How many users are named. */
  private static final int MAX_NAMES = 10;

  /** How many events are held back. When more come, the introduction ends. */
  private static final int MAX_HELD = 200;

  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final FirstScreen screen;
  private final Consumer<Event> deliver;
  private final Runnable whenAnswered;
  private @Nullable Visit visit;

  /**
   * Creates an introduction that has not begun.
   *
   * @param deliver shows an event that was held back
   * @param whenAnswered run after every answer
   */
  Introduction(
      ChatClient client,
      ChatState state,
      Display display,
      FirstScreen screen,
      Consumer<Event> deliver,
      Runnable whenAnswered) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.screen = screen;
    this.deliver = deliver;
    this.whenAnswered = whenAnswered;
  }

  /**
   * Introduces the room in which the user is after joining. If the identity is an old one, which
   * has missed messages, the chat shows these, and the introduction does not.
   */
  void joined(TimelineState room) {
    boolean missed = room.getResumeAfter() < room.getHeadSequence();
    begin(new Visit(room, missed ? 0 : screen.messages(), screen.hints()));
  }

  /** Introduces a room that the user has entered later. */
  void entered(TimelineState room) {
    begin(new Visit(room, screen.messages(), false));
  }

  /** Holds an event back if it has to be shown later. Returns whether it does so. */
  boolean holds(Event event) {
    Visit current = visit;
    if (current == null || !current.room.getRoom().equals(event.getRoom())) {
      return false;
    }
    current.held.add(event);
    if (current.held.size() > MAX_HELD) {
      end(current);
    }
    return true;
  }

  private void begin(Visit next) {
    Visit before = visit;
    if (before != null) {
      end(before);
    }
    visit = next;
    next.start();
  }

  /** Ends a visit, and delivers its held events. */
  private void end(Visit over) {
    visit = null;
    over.held.forEach(deliver);
  }

  /** The introduction of one room, which asks the server for the parts that are to be shown. */
  private final class Visit {
    private final TimelineState room;
    private final int count;
    private final boolean hints;
    private final List<Event> held = new ArrayList<>();
    private List<Event> messages = List.of();
    private @Nullable List<PresentUser> users;
    private int missing;

    Visit(TimelineState room, int count, boolean hints) {
      this.room = room;
      this.count = count;
      this.hints = hints;
    }

    void start() {
      // One more than there are answers, so that an answer that comes at once does not end it.
      missing = 1;
      if (count > 0 && room.getHeadSequence() > 0) {
        missing++;
        client.listMessages(lastMessages(), new Part<>(page -> messages = page.getEventsList()));
      }
      if (screen.others()) {
        missing++;
        client.listUsers(someUsers(), new Part<>(page -> users = page.getUsersList()));
      }
      answered();
    }

    private ListMessagesRequest lastMessages() {
      return ListMessagesRequest.newBuilder()
          .setRoom(room.getRoom())
          .setBeforeSequence(room.getHeadSequence() + 1)
          .setPageSize(count)
          .build();
    }

    /** One name more than are shown, and the user's own. */
    private ListUsersRequest someUsers() {
      return ListUsersRequest.newBuilder()
          .setRoom(room.getRoom())
          .setPageSize(MAX_NAMES + 2)
          .build();
    }

    private void answered() {
      missing--;
      if (missing == 0 && visit == this) {
        show();
        end(this);
      }
    }

    private void show() {
      List<Event> shown = messages.stream().filter(event -> !state.ignored().hides(event)).toList();
      if (!shown.isEmpty()) {
        display.divider(display.words().text("room.last", Sanitizer.line(room.getRoom())));
        shown.forEach(event -> display.event(event, state.self(), ""));
      }
      if (users != null) {
        showOthers(users);
      }
      if (hints) {
        display.hints();
      }
    }

    private void showOthers(List<PresentUser> present) {
      List<String> names =
          present.stream()
              .map(PresentUser::getUser)
              .filter(user -> !user.getId().equals(state.self().getId()))
              .map(user -> Sanitizer.line(user.getName()))
              .sorted()
              .toList();
      if (names.isEmpty()) {
        display.answer("others.none");
      } else if (names.size() <= MAX_NAMES) {
        display.answer("others", String.join(", ", names));
      } else {
        int all = Math.max(room.getUserCount() - 1, names.size());
        String first = String.join(", ", names.subList(0, MAX_NAMES));
        display.answer("others.more", first, all - MAX_NAMES);
      }
    }

    /** One of the server's answers. A failure counts as an empty answer. */
    private final class Part<T> implements Answer<T> {
      private final Consumer<T> receiver;

      Part(Consumer<T> receiver) {
        this.receiver = receiver;
        state.called();
      }

      @Override
      public void onSuccess(T response) {
        receiver.accept(response);
        over();
      }

      @Override
      public void onFailure(CallFailure failure) {
        over();
      }

      private void over() {
        state.answered();
        answered();
        whenAnswered.run();
      }
    }
  }
}
