package chat.charla.android.session;

import chat.charla.client.CallFailure;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Why there is no secure connection. Trying again would not make one. */
public enum TlsProblem {
  /** The server's certificate is not trusted, or is for another server. */
  UNTRUSTED,
  /** TLS failed in another way; most likely the server does not speak it at that port. */
  NOT_SPOKEN;

  /** The problem behind a failure, or null if that is not one of TLS. */
  public static @Nullable TlsProblem of(CallFailure failure) {
    TlsProblem problem = null;
    for (Throwable cause = failure.cause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return UNTRUSTED;
      }
      if (cause instanceof SSLException) {
        problem = NOT_SPOKEN;
      }
    }
    return problem;
  }
}
