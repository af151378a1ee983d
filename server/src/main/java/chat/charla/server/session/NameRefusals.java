package chat.charla.server.session;

import chat.charla.server.name.NameRules;
import chat.charla.server.name.Verdict;
import chat.charla.server.room.Rejection;
import chat.charla.server.session.HeldNames.Claim;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Presence;
import org.jspecify.annotations.Nullable;

/** Why a name cannot be had, and which one could. Owned by the core. */
final class NameRefusals {
  private final HeldNames names;
  private final Leases leases;
  private final FreeNames freeNames;

  NameRefusals(HeldNames names, Leases leases, FreeNames freeNames) {
    this.names = names;
    this.leases = leases;
    this.freeNames = freeNames;
  }

  static Rejection invalid(Verdict.Refused refused) {
    return Rejection.badName(ErrorReason.ERROR_REASON_NAME_INVALID, "name", refused);
  }

  /**
   * The name, or one that it can be taken for, is held by another.
   *
   * @param identity who wants it, or null for somebody new
   */
  Rejection taken(String name, @Nullable Identity identity) {
    Claim rival = names.rival(name, identity);
    boolean confusable =
        rival != null && !NameRules.fold(rival.name()).equals(NameRules.fold(name));
    Rejection taken =
        Rejection.field(
                ErrorReason.ERROR_REASON_NAME_TAKEN,
                "name",
                confusable ? "this name can be taken for one in use" : "this name is in use")
            .with("suggested_name", freeNames.like(name, identity));
    if (rival == null) {
      return taken;
    }
    if (confusable) {
      taken = taken.with("confusable_name", rival.name());
    }
    return rival.identity().presence() == Presence.PRESENCE_RECONNECTING
        ? taken.retryAfter(leases.remaining(rival.identity()))
        : taken;
  }
}
