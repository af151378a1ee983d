package chat.charla.server.memory;

import java.util.Locale;

/** Whose share of the memory it is. */
public enum Scope {
  /** All calls of one connection. */
  CONNECTION,
  /** All calls that come from one address. */
  ADDRESS,
  /** Everything. */
  SERVER;

  /** By which clients are told. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
