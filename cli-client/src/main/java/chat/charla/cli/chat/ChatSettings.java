package chat.charla.cli.chat;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a person can set of a chat. Immutable.
 *
 * @param bell whether the terminal rings for mentions and private messages
 * @param presence whether it is told who comes and goes
 * @param timestamps whether lines begin with the time
 */
public record ChatSettings(boolean bell, boolean presence, boolean timestamps) {
  /** Quiet, and with everything shown. */
  public static final ChatSettings DEFAULT = new ChatSettings(false, true, true);

  /** The settings by their names. */
  static final List<String> NAMES = List.of("bell", "presence", "timestamps");

  /** Whether a setting is on, or null if there is none of this name. */
  @Nullable Boolean get(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "bell" -> bell;
      case "presence" -> presence;
      case "timestamps" -> timestamps;
      default -> null;
    };
  }

  /** The same with one of them set. */
  ChatSettings with(String name, boolean on) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "bell" -> new ChatSettings(on, presence, timestamps);
      case "presence" -> new ChatSettings(bell, on, timestamps);
      case "timestamps" -> new ChatSettings(bell, presence, on);
      default -> throw new IllegalArgumentException("no setting: " + name);
    };
  }
}
