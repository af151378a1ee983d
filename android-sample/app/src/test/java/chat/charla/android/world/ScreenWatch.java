package chat.charla.android.world;

import chat.charla.android.ui.ConversationActivity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/**
 * What must hold each time that somebody looks at a conversation, also between the moments that a
 * story waits for: no message is there twice (the stories say nothing twice), what is posted never
 * moves or goes away, and what is not posted yet stands below it.
 */
final class ScreenWatch {
  /** What was posted in each conversation that has been looked at. */
  private final List<List<String>> conversations = new ArrayList<>();

  void look(ConversationActivity screen) {
    List<Row> messages = Rows.of(screen).stream().filter(Row::isMessage).toList();
    List<String> texts = messages.stream().map(Row::text).toList();
    check(new HashSet<>(texts).size() == texts.size(), "something is there twice", messages);
    List<String> posted = messages.stream().filter(Row::isPosted).map(Row::text).toList();
    check(
        texts.subList(0, posted.size()).equals(posted),
        "what is posted stands below what is not",
        messages);
    for (List<String> before : conversations) {
      if (!Collections.disjoint(before, posted)) {
        check(
            posted.size() >= before.size() && posted.subList(0, before.size()).equals(before),
            "what was posted was " + before,
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

  private static void check(boolean right, String wrong, List<Row> messages) {
    if (!right) {
      throw new AssertionError(wrong + "\nOn the screen: " + messages);
    }
  }
}
