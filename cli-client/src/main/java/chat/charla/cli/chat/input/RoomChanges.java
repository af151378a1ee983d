package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.moderation.Keywords;
import chat.charla.cli.moderation.RoomWords;
import chat.charla.cli.text.BadValue;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Spans;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateRoomRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries out the commands about the settings of the current room: {@code /topic}, {@code /title},
 * {@code /slow} and {@code /access}. A command without an argument shows the settings. Owned by the
 * client's scheduler.
 */
public final class RoomChanges {
  /** The argument that removes a title or a topic. */
  private static final String NONE = "-";

  private static final String OFF = "off";

  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final CommandCalls calls;

  public RoomChanges(ChatClient client, ChatState state, Display display, CommandCalls calls) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.calls = calls;
  }

  /**
   * Carries out a command.
   *
   * @param value the new value, or empty to show the settings
   * @param line the command as the user has typed it
   */
  void carryOut(CommandWord word, String value, String line) {
    Room room = state.rooms().current();
    if (room == null) {
      display.answer("room.none");
      return;
    }
    if (value.isEmpty()) {
      calls.begin();
      get(room, line, response -> show(room, response.getSettings()));
      return;
    }
    RoomSettings.Builder settings = RoomSettings.newBuilder();
    switch (word) {
      case TITLE -> settings.setTitle(value.equals(NONE) ? "" : value);
      case TOPIC -> settings.setTopic(value.equals(NONE) ? "" : value);
      case SLOW -> {
        Optional<Duration> span =
            value.equals(OFF) ? Optional.of(Duration.ZERO) : Spans.parse(value);
        if (span.isEmpty()) {
          display.badValue("/slow", display.words().text("usage.span", Sanitizer.excerpt(value)));
          return;
        }
        settings.getSlowModeBuilder().setSeconds(span.get().getSeconds());
      }
      case ACCESS -> {
        Optional<RoomAccess> access = Keywords.access(value);
        if (access.isEmpty()) {
          String words = String.join("|", Keywords.ACCESSES);
          display.badValue(
              "/access",
              BadValue.notOneOf(display.words().messages(), words, Sanitizer.excerpt(value)));
          return;
        }
        settings.setAccess(access.get());
      }
      default -> throw new IllegalArgumentException(word.word());
    }
    change(room, word, settings, line);
  }

  private void change(Room room, CommandWord word, RoomSettings.Builder settings, String line) {
    UpdateRoomRequest.Builder request =
        UpdateRoomRequest.newBuilder().setRoom(room.name()).setSettings(settings);
    request.getUpdateMaskBuilder().addPaths(word == CommandWord.SLOW ? "slow_mode" : word.word());
    calls.begin();
    // Get the present settings, for the command that undoes the change.
    get(
        room,
        line,
        before ->
            client
                .rooms()
                .updateRoom(
                    request.build(),
                    calls.answer(
                        line, done -> tellUndo(word, before.getSettings(), done.getSettings()))),
        false);
  }

  private void tellUndo(CommandWord word, RoomSettings before, RoomSettings now) {
    if (now.equals(before)) {
      display.answer("moderation.done.again");
    } else {
      display.answer("moderation.done.settings", "/" + word.word() + " " + valueOf(word, before));
    }
  }

  private static String valueOf(CommandWord word, RoomSettings settings) {
    return switch (word) {
      case TITLE -> settings.getTitle().isEmpty() ? NONE : Sanitizer.line(settings.getTitle());
      case TOPIC -> settings.getTopic().isEmpty() ? NONE : Sanitizer.line(settings.getTopic());
      case SLOW -> {
        long seconds = settings.getSlowMode().getSeconds();
        yield seconds == 0 ? OFF : seconds + "s";
      }
      default -> {
        String access = Keywords.of(settings.getAccess());
        yield access.isEmpty() ? Keywords.of(RoomAccess.ROOM_ACCESS_PUBLIC) : access;
      }
    };
  }

  private void show(Room room, RoomSettings settings) {
    List<String> parts = new RoomWords(display.words().messages()).settings(settings);
    display.answer(
        "room.about",
        Sanitizer.line(room.name()),
        parts.isEmpty() ? display.words().text("setting.none") : String.join("; ", parts));
  }

  private void get(Room room, String line, Consumer<GetRoomResponse> receiver) {
    get(room, line, receiver, true);
  }

  /** Gets the settings. If {@code last} is true, this is the last call of the command. */
  private void get(Room room, String line, Consumer<GetRoomResponse> receiver, boolean last) {
    client
        .rooms()
        .getRoom(
            room.name(),
            new Answer<>() {
              @Override
              public void onSuccess(GetRoomResponse response) {
                receiver.accept(response);
                if (last) {
                  calls.end();
                }
              }

              @Override
              public void onFailure(CallFailure failure) {
                calls.failed(line, room.name(), failure);
                calls.end();
              }
            });
  }
}
