package chat.charla.server.memory;

import java.util.Locale;

/** What a share of the memory applies to. */
public enum Scope {
  /** All calls of one connection. */
  CONNECTION,
  /** All calls that come from one address. */
  ADDRESS,
  /** All calls of the server. */
  SERVER;

  /** The name of the scope in a refusal's metadata. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
