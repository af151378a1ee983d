package chat.charla.server.account;

import chat.charla.server.identity.CredentialKeys;
import chat.charla.server.password.LoginRate;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredCertificate;
import chat.charla.server.tls.ClientKey;
import com.google.protobuf.ByteString;
import java.time.InstantSource;
import java.util.Optional;

/** Checks the certificates of connections as credentials. Owned by the core. */
public final class CertificateChecks {
  private final InstantSource clock;
  private final LoginRate rate;

  /**
   * Creates an object that checks certificates.
   *
   * @param clock the wall clock
   * @param rate limits the log-ins from one address
   */
  public CertificateChecks(InstantSource clock, LoginRate rate) {
    this.clock = clock;
    this.rate = rate;
  }

  /**
   * The certificate of the claimant's connection. The TLS handshake has proven that the client has
   * the certificate's private key.
   */
  Outcome<ShownCredential> check(Claimant claimant) {
    Optional<Refusal> excess = rate.take(claimant.origin());
    if (excess.isPresent()) {
      return Outcome.refused(excess.get());
    }
    Optional<ClientKey> key = claimant.certificate().key();
    if (key.isEmpty()) {
      return Outcome.refused(Refusal.certificateMissing());
    }
    return key.get().isValidAt(clock.instant())
        ? Outcome.done(new ShownCertificate(key.get().hash(), clock))
        : Outcome.refused(Refusal.certificateInvalid());
  }

  private record ShownCertificate(ByteString hash, InstantSource clock) implements ShownCredential {
    @Override
    public ByteString key() {
      return CredentialKeys.ofCertificate(hash);
    }

    @Override
    public boolean isOf(StoredAccount account) {
      return account.getCertificatesList().stream()
          .anyMatch(certificate -> certificate.getKeyHash().equals(hash));
    }

    @Override
    public void addTo(StoredAccount.Builder account) {
      account.addCertificates(
          StoredCertificate.newBuilder().setKeyHash(hash).setCreateMillis(clock.millis()));
    }

    /** A client may use its certificate for any number of requests. */
    @Override
    public Optional<Refusal> use(ByteString request) {
      return Optional.empty();
    }

    @Override
    public void release() {}
  }
}
