package chat.charla.cli.chat;

import chat.charla.v1.Event;
import chat.charla.v1.PresentUser;
import chat.charla.v1.User;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is present, by name: what the server listed last, and what it has told since. Owned by the
 * client's scheduler.
 */
final class Roster {
  /** No name is longer in UTF-16 units, whatever its normalisation. */
  static final int MAX_NAME_LENGTH = 256;

  private final Map<String, User> byName = new HashMap<>();

  /** Takes what the server lists for the truth. */
  void replace(Collection<PresentUser> present) {
    byName.clear();
    present.forEach(user -> add(user.getUser()));
  }

  /** Follows those who come, go, or take another name. */
  void follow(Event event) {
    User actor = event.getActor();
    switch (event.getKindCase()) {
      case USER_JOINED, USER_BACK -> add(actor);
      case USER_LEFT -> byName.remove(fold(actor.getName()), actor);
      case USER_RENAMED -> {
        byName.remove(fold(event.getUserRenamed().getPreviousName()));
        add(actor);
      }
      default -> {
        // Changes nothing.
      }
    }
  }

  /** The user who has this name, as the server compares names; or null. */
  @Nullable User named(String name) {
    return name.length() > MAX_NAME_LENGTH ? null : byName.get(fold(name));
  }

  private void add(User user) {
    byName.put(fold(user.getName()), user);
  }

  private static String fold(String name) {
    String folded = name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }
}
