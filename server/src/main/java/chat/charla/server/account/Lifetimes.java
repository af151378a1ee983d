package chat.charla.server.account;

import chat.charla.server.refusal.Refusal;
import com.google.protobuf.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Checks the requested lifetime of an access token or an invitation. */
public final class Lifetimes {
  private static final long MIN_SECONDS = TimeUnit.MINUTES.toSeconds(1);
  private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(366);

  private Lifetimes() {}

  /** The reason to refuse the field {@code lifetime} of a request; empty if the field is valid. */
  public static Optional<Refusal> refusal(Duration lifetime) {
    boolean valid =
        lifetime.getSeconds() >= MIN_SECONDS
            && lifetime.getSeconds() <= MAX_SECONDS
            && lifetime.getNanos() == 0;
    return valid
        ? Optional.empty()
        : Optional.of(
            Refusal.argument("lifetime", "must be one minute to 366 days, in whole seconds"));
  }
}
