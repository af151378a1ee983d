package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.state.Rooms;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.client.ChatClient;
import chat.charla.client.PendingMessage;
import chat.charla.client.Target;
import chat.charla.v1.User;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends messages to a room or a user, if necessary after a confirmation. Owned by the client's
 * scheduler.
 */
public final class OutgoingText {
  /**
   * A text with more lines than this needs a confirmation, because it may have been pasted by
   * mistake.
   */
  private static final int MANY_LINES = 5;

  /** A text that would be split into more messages than this is refused. */
  private static final int MAX_PIECES = 50;

  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final boolean canAsk;
  private final Consumer<Question> questions;

  /**
   * Creates the sender.
   *
   * @param canAsk whether a user can be asked for confirmation
   * @param questions receives the questions to ask
   */
  public OutgoingText(
      ChatClient client,
      ChatState state,
      Display display,
      boolean canAsk,
      Consumer<Question> questions) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.canAsk = canAsk;
    this.questions = questions;
  }

  /** Sends a message to the current peer, or to the current room if there is no peer. */
  void say(String text) {
    User peer = state.privatePeers().peer();
    Room room = state.rooms().current();
    if (peer != null) {
      boolean known = !peer.getId().isEmpty();
      Target target = known ? Target.user(peer.getId()) : Target.userName(peer.getName());
      send(target, peer.getName(), text);
    } else if (room != null) {
      send(Target.room(room.name()), "", text);
    } else if (state.rooms().isKnown()) {
      display.answer("room.none");
    } else {
      send(Target.room(Rooms.LOBBY), "", text);
    }
  }

  /**
   * Sends a private message to the user present with this name. If the roster has no such user, the
   * server finds the recipient by name.
   */
  void whisper(String name, String text) {
    User user = state.roster().named(name);
    if (user == null) {
      send(Target.userName(name), name, text);
    } else {
      send(Target.user(user.getId()), user.getName(), text);
    }
  }

  /** Sends a private message to the author of the last private message received. */
  public void reply(String text) {
    User writer = state.privatePeers().lastWriter();
    if (writer == null) {
      display.answer("reply.none");
    } else {
      send(Target.user(writer.getId()), writer.getName(), text);
    }
  }

  private void send(Target target, String addressee, String text) {
    if (!canAsk) {
      sendNow(target, addressee, text);
      return;
    }
    long lines = text.lines().count();
    if (!TextSplitter.fits(text, state.limits())) {
      List<String> pieces = TextSplitter.split(text, state.limits());
      if (pieces.size() > MAX_PIECES) {
        display.unsent(text, display.words().text("text.far-too-long"));
        return;
      }
      display.answer("text.too-long");
      String question = display.words().text("ask.split", pieces.size());
      ask(question, () -> pieces.forEach(piece -> sendNow(target, addressee, piece)));
    } else if (lines > MANY_LINES) {
      String question = display.words().text("ask.lines", lines);
      ask(question, () -> sendNow(target, addressee, text));
    } else {
      sendNow(target, addressee, text);
    }
  }

  private void sendNow(Target target, String addressee, String text) {
    PendingMessage message = client.send(target, text);
    state.own().sent(message, addressee);
  }

  private void ask(String question, Runnable yes) {
    questions.accept(
        new Question(Prompt.question(question), yes, () -> display.answer("not-sent")));
  }
}
