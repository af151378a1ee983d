package chat.charla.server.identity;

import chat.charla.name.NameFold;
import chat.charla.server.identity.HeldNames.Claim;
import chat.charla.server.name.Verdict;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Presence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Builds the refusals of names. The refusal of a taken name suggests a free name. Owned by the
 * core.
 */
public final class NameRefusals {
  /** The retry delay for a name whose lease has ended, but which is not free yet. */
  private static final Duration RETRY_DELAY_AT_END = Duration.ofSeconds(1);

  private final HeldNames names;
  private final Leases leases;
  private final NameSuggestions suggestions;

  /**
   * Creates an object that gets the remaining leases from {@code leases}, and free names from
   * {@code suggestions}.
   */
  public NameRefusals(HeldNames names, Leases leases, NameSuggestions suggestions) {
    this.names = names;
    this.leases = leases;
    this.suggestions = suggestions;
  }

  static Refusal invalid(Verdict.Refused refused) {
    return Refusal.badName(ErrorReason.ERROR_REASON_NAME_INVALID, "name", refused);
  }

  /**
   * The refusal of a name because another identity holds that name or one that looks like it.
   *
   * @param identity the identity that wants the name, or null for a new identity
   */
  Refusal taken(String name, @Nullable Identity identity) {
    Claim conflict = names.conflict(name, identity);
    boolean confusable =
        conflict != null && !NameFold.fold(conflict.name()).equals(NameFold.fold(name));
    Refusal taken =
        Refusal.field(
                ErrorReason.ERROR_REASON_NAME_TAKEN,
                "name",
                confusable ? "this name looks like one in use" : "this name is in use")
            .with("suggested_name", suggestions.like(name, identity));
    if (conflict == null) {
      return taken;
    }
    if (confusable) {
      taken = taken.with("confusable_name", conflict.name());
    }
    boolean reconnecting = conflict.identity().presence() == Presence.PRESENCE_RECONNECTING;
    return reconnecting && !conflict.identity().isAccount()
        ? taken.retryAfter(untilFree(conflict.identity()))
        : taken;
  }

  private Duration untilFree(Identity holder) {
    Duration remaining = leases.remaining(holder);
    return remaining.isZero() ? RETRY_DELAY_AT_END : remaining;
  }
}
