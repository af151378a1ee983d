package chat.charla.cli.connection.tls;

import chat.charla.client.CallFailure;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The causes of a TLS failure. The JDK has no error codes for these causes, so {@link #of}
 * recognises a cause by words in the message of the failure. The words that begin with {@code
 * charla-tls} come from this program, the others from the JDK. The first constant that has one of
 * its words in the message applies.
 */
public enum TlsFailure {
  /** The server is not known, and its certificate is not signed by a trusted authority. */
  UNKNOWN("charla-tls: unknown"),
  /** The server's certificate is not the certificate that was remembered for this server. */
  CHANGED("charla-tls: changed"),
  /** The server's certificate does not have the fingerprint that the user has given. */
  WRONG_FINGERPRINT("charla-tls: wrong fingerprint"),
  /**
   * The server requires a client certificate, but got none or does not trust the certificate that
   * it got.
   */
  CLIENT_CERTIFICATE("charla-tls: client certificate"),
  /** The server requires TLS, but this connection does not use TLS. */
  NEEDED("charla-tls: needed"),
  /** The server's certificate has expired or is not valid yet. */
  EXPIRED("validity check failed", "NotAfter", "NotBefore", "CertificateExpiredException"),
  /** The server's certificate is for another name. */
  WRONG_NAME("No subject alternative", "No name matching"),
  /** The server's certificate is not signed by a trusted authority. */
  UNTRUSTED("PKIX", "CertPathValidatorException", "certification path", "TrustAnchor"),
  /** The peer does not speak TLS. */
  NOT_SPOKEN("Unsupported or unrecognized SSL message"),
  /** The server and the client have no secure protocol version or cipher suite in common. */
  VERSION("protocol_version", "handshake_failure", "No appropriate protocol"),
  /** Any other failure. */
  OTHER("SSLHandshakeException", "SSLProtocolException", "SSLPeerUnverifiedException");

  /**
   * The JDK's message if the server closes the connection during the handshake. Such a connection
   * is not counted as a TLS failure.
   */
  private static final String CLOSED = "Remote host terminated the handshake";

  /** Texts that occur in the message of this failure. */
  private final List<String> words;

  TlsFailure(String... words) {
    this.words = List.of(words);
  }

  /** The TLS failure that caused the failure of a call, if there is one. */
  public static Optional<TlsFailure> of(CallFailure failure) {
    boolean local =
        failure.code() == Status.Code.UNAVAILABLE
            && failure.reason() == ErrorReason.ERROR_REASON_UNSPECIFIED;
    return local ? in(failure.message()) : Optional.empty();
  }

  static Optional<TlsFailure> in(String message) {
    if (message.contains(CLOSED)) {
      return Optional.empty();
    }
    for (TlsFailure failure : values()) {
      if (failure.words.stream().anyMatch(message::contains)) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }

  /** The key of the message that explains this failure. */
  public String key() {
    return "cause.tls." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A text by which {@link #of} recognises this failure. */
  public String word() {
    return words.get(0);
  }
}
