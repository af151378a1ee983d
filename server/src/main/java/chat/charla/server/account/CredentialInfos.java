package chat.charla.server.account;

import chat.charla.server.identity.Tokens;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredCertificate;
import chat.charla.server.storage.v1.StoredSubject;
import chat.charla.server.tls.ClientKey;
import chat.charla.v1.ClientCertificate;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.OidcUser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Describes the credentials of an account to its owner or the operator, without secrets. */
public final class CredentialInfos {
  /** The id of every password, since an account has at most one. */
  static final String PASSWORD = "password";

  /**
   * How many bytes of a hash an id has. A few bytes are enough, because an account has few
   * credentials.
   */
  private static final int ID_BYTES = 8;

  private CredentialInfos() {}

  /**
   * The credentials of an account: the password, then users of issuers, then certificates. The
   * oldest of each kind comes first.
   */
  static List<CredentialInfo> of(StoredAccount account, Claimant claimant) {
    List<CredentialInfo> infos = new ArrayList<>();
    if (!account.getPasswordHash().isEmpty()) {
      infos.add(CredentialInfo.newBuilder().setId(PASSWORD).setPassword(true).build());
    }
    account.getSubjectsList().forEach(subject -> infos.add(of(subject)));
    ByteString current = claimant.certificate().key().map(ClientKey::hash).orElse(ByteString.EMPTY);
    account.getCertificatesList().forEach(certificate -> infos.add(of(certificate, current)));
    return infos;
  }

  /** The certificates of an account, the oldest first. */
  public static List<CredentialInfo> certificates(StoredAccount account) {
    return account.getCertificatesList().stream()
        .map(certificate -> of(certificate, ByteString.EMPTY))
        .toList();
  }

  private static CredentialInfo of(StoredSubject subject) {
    return CredentialInfo.newBuilder()
        .setId(id(subject))
        .setOidcUser(
            OidcUser.newBuilder().setIssuer(subject.getIssuer()).setSubject(subject.getSubject()))
        .build();
  }

  private static CredentialInfo of(StoredCertificate certificate, ByteString current) {
    return CredentialInfo.newBuilder()
        .setId(id(certificate))
        .setClientCertificate(
            ClientCertificate.newBuilder()
                .setKeyFingerprint(hex(certificate.getKeyHash()))
                .setCurrent(certificate.getKeyHash().equals(current)))
        .setCreateTime(
            Timestamp.newBuilder().setSeconds(Math.floorDiv(certificate.getCreateMillis(), 1000)))
        .build();
  }

  static String id(StoredSubject subject) {
    return id(Tokens.hash("subject " + subject.getSubject() + " of " + subject.getIssuer()));
  }

  /**
   * The id is the beginning of the key's fingerprint, so that users can recognise the certificate.
   */
  static String id(StoredCertificate certificate) {
    return id(certificate.getKeyHash());
  }

  private static String id(ByteString hash) {
    return hex(hash.substring(0, ID_BYTES));
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
