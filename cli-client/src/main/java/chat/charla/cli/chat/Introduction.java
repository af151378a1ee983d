package chat.charla.cli.chat;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.RoomView;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.PresentUser;
import chat.charla.v1.TimelineState;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows a room that the user has just entered: its last messages, who else is there, and hints.
 * While answers of the server are missing, the introduction holds back the room's new events, so
 * that the user sees the old events first. If a request fails, the introduction leaves out that
 * part, because {@code /history} and {@code /who} tell the reason. Owned by the client's scheduler.
 */
final class Introduction {
  /** The maximum number of users that the introduction names. */
  private static final int MAX_NAMES = 10;

  /**
   * The maximum number of events that are held back. When more events come, the introduction ends.
   */
  private static final int MAX_HELD = 200;

  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final FirstScreen screen;
  private final RoomStates roomStates;
  private final RoomView roomView;
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
      RoomStates roomStates,
      RoomView roomView,
      Consumer<Event> deliver,
      Runnable whenAnswered) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.screen = screen;
    this.roomStates = roomStates;
    this.roomView = roomView;
    this.deliver = deliver;
    this.whenAnswered = whenAnswered;
  }

  /**
   * Introduces the room in which the user is after joining. If the identity is restored and has
   * missed messages, the introduction shows no messages, because the chat shows the missed ones.
   */
  void joined(TimelineState room) {
    boolean missed = room.getResumeAfter() < room.getHeadSequence();
    begin(new Visit(room, missed ? 0 : screen.messages(), screen.hints()));
  }

  /** Introduces a room that the user has entered later. */
  void entered(TimelineState room) {
    begin(new Visit(room, screen.messages(), false));
  }

  /**
   * Holds an event back if a visit to its room has begun. Returns whether the event is held back.
   */
  boolean holdBack(Event event) {
    Visit current = visit;
    if (current == null || !current.room.getRoom().equals(event.getRoom())) {
      return false;
    }
    if (removes(event)) {
      // The end of the membership follows. The room's events must be shown before it.
      end(current);
      return false;
    }
    current.held.add(event);
    if (current.held.size() > MAX_HELD) {
      end(current);
    }
    return true;
  }

  /** Whether the event removes the user from the room. */
  private boolean removes(Event event) {
    return event.hasMemberChanged()
        && event.getMemberChanged().getRemoved()
        && event.getMemberChanged().getUser().getId().equals(state.self().getId());
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

  /** The introduction of one room. It asks the server for the parts to show. */
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
      // Starts at 1, so that an answer that comes during this method does not end the introduction.
      missing = 1;
      if (count > 0 && room.getHeadSequence() > 0) {
        missing++;
        client.listMessages(lastMessages(), new Part<>(page -> messages = page.getEventsList()));
      }
      if (screen.others()) {
        missing++;
        client.listUsers(someUsers(), new Part<>(page -> users = page.getUsersList()));
      }
      Room entered = state.rooms().named(room.getRoom());
      if (entered != null && roomStates.isUnknown(entered)) {
        missing++;
        state.called();
        roomStates.ask(entered, this::stateKnown);
      }
      answered();
    }

    private void stateKnown() {
      state.answered();
      answered();
      whenAnswered.run();
    }

    private ListMessagesRequest lastMessages() {
      return ListMessagesRequest.newBuilder()
          .setRoom(room.getRoom())
          .setBeforeSequence(room.getHeadSequence() + 1)
          .setPageSize(count)
          .build();
    }

    /**
     * Requests two names more than are shown: the user's own name, and one that shows that there
     * are more.
     */
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
      Room entered = state.rooms().named(room.getRoom());
      if (entered != null) {
        roomView.about(entered);
      }
      if (users != null) {
        showOthers(users);
      }
      if (hints) {
        display.hints();
      }
    }

    private void showOthers(List<PresentUser> present) {
      List<User> others =
          present.stream()
              .map(PresentUser::getUser)
              .filter(user -> !user.getId().equals(state.self().getId()))
              .sorted(Comparator.comparing(User::getName))
              .toList();
      List<User> named = others.subList(0, Math.min(others.size(), MAX_NAMES));
      Room entered = state.rooms().named(room.getRoom());
      if (entered != null) {
        entered.introduce(named);
      }
      String names =
          named.stream()
              .map(user -> Sanitizer.line(user.getName()))
              .collect(Collectors.joining(", "));
      if (names.isEmpty()) {
        display.answer("others.none");
      } else if (named.size() == others.size()) {
        display.answer("others", names);
      } else {
        int all = Math.max(room.getUserCount() - 1, others.size());
        display.answer("others.more", names, all - named.size());
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
