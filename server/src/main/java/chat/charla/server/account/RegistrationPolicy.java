package chat.charla.server.account;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who may create accounts. */
public enum RegistrationPolicy {
  /** Only users of an issuer may create accounts. */
  OFF,
  /** Every client may create accounts. */
  OPEN,
  /** Only people with an invitation code may create accounts. */
  INVITE;

  /** The policy of this name, as in the configuration; empty if there is none. */
  public static Optional<RegistrationPolicy> parse(String name) {
    return Stream.of(values()).filter(each -> each.toString().equals(name)).findFirst();
  }

  /** The name in the configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
