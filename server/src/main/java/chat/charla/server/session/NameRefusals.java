package chat.charla.server.session;

import chat.charla.server.room.NameRules;
import chat.charla.server.room.Rejection;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Presence;

/** Why a name cannot be had, and which one could. Owned by the core. */
final class NameRefusals {
  private final Identities identities;
  private final Leases leases;

  NameRefusals(Identities identities, Leases leases) {
    this.identities = identities;
    this.leases = leases;
  }

  static Rejection invalid() {
    return Rejection.field(
        ErrorReason.ERROR_REASON_NAME_INVALID,
        "name",
        "a name is 1-32 letters, digits, '_', '.' or '-'");
  }

  Rejection taken(String name) {
    Rejection taken =
        Rejection.field(ErrorReason.ERROR_REASON_NAME_TAKEN, "name", "this name is in use")
            .with("suggested_name", freeNameLike(name));
    Identity holder = identities.holder(name);
    if (holder != null && holder.presence() == Presence.PRESENCE_RECONNECTING) {
      return taken.retryAfter(leases.remaining(holder));
    }
    return taken;
  }

  private String freeNameLike(String name) {
    for (int number = 2; ; number++) {
      String suffix = "-" + number;
      int room = NameRules.MAX_CODE_POINTS - suffix.length();
      int length = Math.min(room, name.codePointCount(0, name.length()));
      String candidate = name.substring(0, name.offsetByCodePoints(0, length)) + suffix;
      if (identities.holder(candidate) == null) {
        return candidate;
      }
    }
  }
}
