package chat.charla.cli.settings;

import java.util.List;

/** The user's settings make no sense, and it would not be right to go on without them. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final transient List<Object> arguments;

  SettingsException(String key, Object... arguments) {
    super(key + List.of(arguments));
    this.key = key;
    this.arguments = List.of(arguments);
  }

  /** The key of the message that says what is wrong. */
  public String key() {
    return key;
  }

  /** What the message has to be filled with: texts that may be anything. */
  public List<Object> arguments() {
    return arguments;
  }
}
