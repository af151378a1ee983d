package chat.charla.server.identity;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** The last check before an identity is stored. Called on the core. */
@FunctionalInterface
public interface AdmissionCheck {
  /** Admits every identity. */
  AdmissionCheck ALL = identity -> Optional.empty();

  /**
   * Called directly before the identity is stored as a guest or an account. Not called if an
   * earlier attempt of the same request was admitted, and it is unknown whether that attempt has
   * stored the identity.
   *
   * @return the reason to refuse the identity; empty to store it
   */
  Optional<Refusal> admit(Identity identity);
}
