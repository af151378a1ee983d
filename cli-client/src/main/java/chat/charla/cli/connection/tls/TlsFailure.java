package chat.charla.cli.connection.tls;

import chat.charla.client.CallFailure;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is wrong with an encrypted connection. There is no code for any of it: failures are known by
 * the words of the JDK, and where those say too little by our own, which begin with {@code
 * charla-tls}. The first that fits counts.
 */
public enum TlsFailure {
  /** The server is not known, and no authority vouches for it. */
  UNKNOWN("charla-tls: unknown"),
  /** The server's certificate is another one than before. */
  CHANGED("charla-tls: changed"),
  /** The server's certificate is not the one that was asked for. */
  NOT_AS_ASKED("charla-tls: not as asked"),
  /** The server wants a certificate of the client: it got none, or does not trust it. */
  CLIENT_CERTIFICATE("charla-tls: client certificate"),
  /** The server speaks TLS, and this connection does not. */
  NEEDED("charla-tls: needed"),
  /** The server's certificate counts no more, or not yet. */
  EXPIRED("validity check failed", "NotAfter", "NotBefore", "CertificateExpiredException"),
  /** The server's certificate is for somebody else. */
  WRONG_NAME("No subject alternative", "No name matching"),
  /** No authority that is trusted vouches for the server. */
  UNTRUSTED("PKIX", "CertPathValidatorException", "certification path", "TrustAnchor"),
  /** What answers does not speak TLS. */
  NOT_SPOKEN("Unsupported or unrecognized SSL message"),
  /** The server offers nothing that is safe enough. */
  VERSION("protocol_version", "handshake_failure", "No appropriate protocol"),
  /** Anything else. */
  OTHER("SSLHandshakeException", "SSLProtocolException", "SSLPeerUnverifiedException");

  /**
   * How far the transport gets if a server hangs up during the handshake: that is no TLS matter.
   */
  private static final String HUNG_UP = "Remote host terminated the handshake";

  private final List<String> words;

  TlsFailure(String... words) {
    this.words = List.of(words);
  }

  /** What a call failed of, if it was this. */
  public static Optional<TlsFailure> of(CallFailure failure) {
    boolean local =
        failure.code() == Status.Code.UNAVAILABLE
            && failure.reason() == ErrorReason.ERROR_REASON_UNSPECIFIED;
    return local ? in(failure.message()) : Optional.empty();
  }

  static Optional<TlsFailure> in(String message) {
    if (message.contains(HUNG_UP)) {
      return Optional.empty();
    }
    for (TlsFailure failure : values()) {
      if (failure.words.stream().anyMatch(message::contains)) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }

  /** How it is named where messages are kept. */
  public String key() {
    return "cause.tls." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Our own words for it, which {@link #of} knows again. */
  public String word() {
    return words.get(0);
  }
}
