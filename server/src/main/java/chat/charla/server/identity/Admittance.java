package chat.charla.server.identity;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** Decides at the last moment whether an identity may be stored. Called on the core. */
@FunctionalInterface
public interface Admittance {
  /** Admits everybody. */
  Admittance ALL = newcomer -> Optional.empty();

  /**
   * Called directly before the identity is stored as a guest or an account. Not called if an
   * earlier attempt of the same request was admitted, and it is unknown whether it was stored.
   *
   * @return the reason to refuse it; empty to store it
   */
  Optional<Refusal> admit(Identity newcomer);
}
