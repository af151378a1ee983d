package chat.charla.android.session;

import chat.charla.client.CallFailure;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Why TLS with the server failed. A retry would fail as well. */
public enum TlsProblem {
  /** The server's certificate is not trusted, or is for another server. */
  UNTRUSTED,
  /** TLS failed in another way. Most likely, the server does not use TLS on that port. */
  FAILED;

  /** The TLS problem that caused this failure, or null if the failure has another cause. */
  public static @Nullable TlsProblem of(CallFailure failure) {
    TlsProblem problem = null;
    for (Throwable cause = failure.cause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
        return UNTRUSTED;
      }
      if (cause instanceof SSLException) {
        problem = FAILED;
      }
    }
    return problem;
  }
}
