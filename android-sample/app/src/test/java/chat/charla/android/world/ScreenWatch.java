package chat.charla.android.world;

import chat.charla.android.ui.ConversationActivity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/**
 * Checks the conversation on the screen after each step of the main thread. No message may be shown
 * twice. Posted messages must not move or disappear. Pending and failed messages must follow the
 * posted ones. Messages are compared by their texts, so a story must not send a text twice.
 */
final class ScreenWatch {
  /** The posted messages of each conversation at its last check. */
  private final List<List<String>> conversations = new ArrayList<>();

  /** Checks the conversation that this screen shows. */
  void check(ConversationActivity screen) {
    List<Row> messages = Rows.of(screen).stream().filter(Row::isMessage).toList();
    List<String> texts = messages.stream().map(Row::text).toList();
    require(new HashSet<>(texts).size() == texts.size(), "a message is shown twice", messages);
    List<String> posted = messages.stream().filter(Row::isPosted).map(Row::text).toList();
    require(
        texts.subList(0, posted.size()).equals(posted),
        "a posted message follows a message that is not posted",
        messages);
    for (List<String> before : conversations) {
      if (!Collections.disjoint(before, posted)) {
        require(
            posted.size() >= before.size() && posted.subList(0, before.size()).equals(before),
            "posted messages have moved or disappeared; earlier they were " + before,
            messages);
      }
    }
    conversations.removeIf(before -> !Collections.disjoint(before, posted));
    conversations.add(posted);
  }

  /** A conversation's title without the number of unread messages. */
  static String withoutCount(String title) {
    return title.replaceFirst(" \\(\\d+\\)$", "");
  }

  private static void require(boolean holds, String failure, List<Row> messages) {
    if (!holds) {
      throw new AssertionError(failure + "\nOn the screen: " + messages);
    }
  }
}
