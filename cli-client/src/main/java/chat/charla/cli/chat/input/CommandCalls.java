package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.WhiteSpace;
import java.util.function.Consumer;

/**
 * The calls to the server that commands make: counts those without an answer, and shows why one has
 * failed. Owned by the client's scheduler.
 */
public final class CommandCalls {
  private final ChatState state;
  private final Display display;
  private final Runnable whenAnswered;

  /**
   * Creates an object without calls.
   *
   * @param whenAnswered run after every answer or failure
   */
  public CommandCalls(ChatState state, Display display, Runnable whenAnswered) {
    this.state = state;
    this.display = display;
    this.whenAnswered = whenAnswered;
  }

  /** Must be called before a command makes its calls. */
  void begin() {
    state.called();
  }

  /** Must be called when all calls of a command are answered. */
  void end() {
    state.answered();
    whenAnswered.run();
  }

  /**
   * Shows why a command has failed.
   *
   * @param command the command as the user has typed it
   * @param room the room that the command is about; may be empty
   */
  void failed(String command, String room, CallFailure failure) {
    String typed = Sanitizer.excerpt(WhiteSpace.strip(command));
    Explanations explanations = new Explanations(display.words().messages());
    String reason = room.isEmpty() ? explanations.of(failure) : explanations.of(failure, room);
    display.answer(
        Explanations.isNoConnection(failure) ? "command.offline" : "command.failed", typed, reason);
  }

  /**
   * The answer to the only call of a command: passes the response to the receiver, or shows the
   * failure.
   */
  <T> Answer<T> answer(String command, Consumer<T> receiver) {
    return new Answer<>() {
      @Override
      public void onSuccess(T response) {
        receiver.accept(response);
        end();
      }

      @Override
      public void onFailure(CallFailure failure) {
        failed(command, "", failure);
        end();
      }
    };
  }
}
