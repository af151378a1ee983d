package chat.charla.server.password;

import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** The rate limit of log-ins from one address. Used on the core. */
public interface LoginRate {

  /** Counts an attempt to log in, or returns the reason to refuse it. */
  Optional<Refusal> take(Origin origin);
}
