package chat.charla.server.invitation;

import chat.charla.server.identity.Admittance;
import chat.charla.server.identity.Identity;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredInvitationUse;
import com.google.protobuf.ByteString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one registration use an invitation. The invitation counts as used only after {@link #admit}
 * has allowed the account to be stored. Owned by the core.
 */
public final class Ticket implements Admittance {
  /** For a registration that needs no invitation. */
  public static final Ticket NOT_NEEDED = new Ticket(null, Admittance.ALL);

  private final @Nullable StoredInvitationUse use;
  private final Admittance admittance;

  private Ticket(@Nullable StoredInvitationUse use, Admittance admittance) {
    this.use = use;
    this.admittance = admittance;
  }

  /** A ticket that refuses every registration, except a repetition of an earlier one. */
  public static Ticket refusing(Refusal refusal) {
    return new Ticket(null, newcomer -> Optional.of(refusal));
  }

  /** A ticket of a valid code. */
  static Ticket of(StoredInvitationUse use, Admittance admittance) {
    return new Ticket(use, admittance);
  }

  /**
   * Registrations with the same key must be stored one after the other; empty if this one need not
   * wait.
   */
  public ByteString key() {
    return use == null ? ByteString.EMPTY : use.getInvitationIdBytes();
  }

  /** Stores in the account which invitation it was created with. */
  public void note(StoredAccount.Builder account) {
    if (use != null) {
      account.setInvitation(use);
    }
  }

  @Override
  public Optional<Refusal> admit(Identity newcomer) {
    return admittance.admit(newcomer);
  }
}
