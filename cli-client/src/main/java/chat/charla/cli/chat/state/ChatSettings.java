package chat.charla.cli.chat.state;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a user can change in a chat. Immutable.
 *
 * @param bell whether the terminal rings for mentions and private messages
 * @param presence whether the chat shows that users join, leave, disconnect, reconnect or change
 *     their name
 * @param timestamps whether lines begin with the time
 */
public record ChatSettings(boolean bell, boolean presence, boolean timestamps) {
  /** The defaults: the bell is off, presence and timestamps are on. */
  public static final ChatSettings DEFAULT = new ChatSettings(false, true, true);

  /** The names of the settings. */
  public static final List<String> NAMES = List.of("bell", "presence", "timestamps");

  /** The values of every setting. */
  public static final List<String> VALUES = List.of("on", "off");

  /** Whether the setting of this name is on; null if there is no such setting. */
  public @Nullable Boolean get(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "bell" -> bell;
      case "presence" -> presence;
      case "timestamps" -> timestamps;
      default -> null;
    };
  }

  /** Returns a copy with one setting changed. The setting must exist. */
  public ChatSettings with(String name, boolean on) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "bell" -> new ChatSettings(on, presence, timestamps);
      case "presence" -> new ChatSettings(bell, on, timestamps);
      case "timestamps" -> new ChatSettings(bell, presence, on);
      default -> throw new IllegalArgumentException("unknown setting: " + name);
    };
  }
}
