package chat.charla.cli.settings;

import java.util.List;

/** The user's settings are invalid. The program reports this instead of running without them. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final transient List<Object> arguments;

  SettingsException(String key, Object... arguments) {
    super(key + List.of(arguments));
    this.key = key;
    this.arguments = List.of(arguments);
  }

  /** The key of the message that explains the problem. */
  public String key() {
    return key;
  }

  /** The arguments of the message, which are not sanitized. */
  public List<Object> arguments() {
    return arguments;
  }
}
