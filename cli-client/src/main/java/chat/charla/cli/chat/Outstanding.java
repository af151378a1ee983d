package chat.charla.cli.chat;

import java.util.HashSet;
import java.util.Set;

/**
 * What was asked for and has not been answered, by the ids of messages and a count of calls. A sent
 * message is answered by its result, and seen when it comes back as an event, in either order.
 * Owned by the client's scheduler.
 */
final class Outstanding {
  private final Set<String> unanswered = new HashSet<>();
  private final Set<String> unseen = new HashSet<>();
  private int calls;

  void sent(String messageId) {
    unanswered.add(messageId);
    unseen.add(messageId);
  }

  void accepted(String messageId) {
    unanswered.remove(messageId);
  }

  void failed(String messageId) {
    unanswered.remove(messageId);
    unseen.remove(messageId);
  }

  /** Takes note of a message that came as an event; tells whether it was sent from here. */
  boolean seen(String messageId) {
    return unseen.remove(messageId);
  }

  /** Some events will not come, and it is not known which. */
  void expectNoEvents() {
    unseen.clear();
  }

  void called() {
    calls++;
  }

  void answered() {
    calls--;
  }

  /** How many answers are missing. */
  int answersMissing() {
    return unanswered.size() + calls;
  }

  /** Whether there is nothing more to wait for. */
  boolean isEmpty() {
    return answersMissing() == 0 && unseen.isEmpty();
  }
}
