package chat.charla.server.invitation;

import chat.charla.server.identity.AdmissionCheck;
import chat.charla.server.identity.Identity;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredInvitationUse;
import com.google.protobuf.ByteString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Allows one registration, with an invitation or without. The registration uses the invitation only
 * when {@link #admit} allows the account to be stored. Owned by the core.
 */
public final class Ticket implements AdmissionCheck {
  /** For a registration that needs no invitation. */
  public static final Ticket NOT_NEEDED = new Ticket(null, AdmissionCheck.ALL);

  private final @Nullable StoredInvitationUse use;
  private final AdmissionCheck check;

  private Ticket(@Nullable StoredInvitationUse use, AdmissionCheck check) {
    this.use = use;
    this.check = check;
  }

  /**
   * A ticket that refuses every registration. Repetitions of earlier registrations do not ask the
   * ticket.
   */
  public static Ticket refusing(Refusal refusal) {
    return new Ticket(null, identity -> Optional.of(refusal));
  }

  /**
   * The ticket for a valid code.
   *
   * @param check uses the invitation, or refuses the account
   */
  static Ticket of(StoredInvitationUse use, AdmissionCheck check) {
    return new Ticket(use, check);
  }

  /**
   * Registrations with the same key must be stored one after the other. Empty if this registration
   * need not wait for others.
   */
  public ByteString key() {
    return use == null ? ByteString.EMPTY : use.getInvitationIdBytes();
  }

  /** Adds the use of the invitation to the account's record. */
  public void addUseTo(StoredAccount.Builder account) {
    if (use != null) {
      account.setInvitation(use);
    }
  }

  @Override
  public Optional<Refusal> admit(Identity identity) {
    return check.admit(identity);
  }
}
