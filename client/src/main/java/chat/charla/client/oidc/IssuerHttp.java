package chat.charla.client.oidc;

import java.io.IOException;
import java.util.Map;

/**
 * Makes the requests to an issuer. The application implements it, with its own HTTP client. An
 * implementation must
 *
 * <ul>
 *   <li>follow no redirect: the answer is the one with the status 3xx;
 *   <li>fail if the whole exchange takes longer than a time limit, such as 15 s, also if bytes
 *       arrive all the time;
 *   <li>fail if the body has more than {@link #MAX_BYTES}, before it holds more than that;
 *   <li>check the certificate and the name of a server with https;
 *   <li>send no cookies or credentials of its own.
 * </ul>
 *
 * <p>{@link DeviceFlow} calls it on the thread of its caller, one request after the other.
 */
public interface IssuerHttp {
  /** The longest body of an answer, in bytes. */
  int MAX_BYTES = 256 * 1024;

  /** An answer, with any status. Immutable. */
  final class Answer {
    private final int status;
    private final byte[] body;

    /**
     * Creates an answer.
     *
     * @param status the status, such as 200
     * @param body the body, which may be empty; it must not be changed any more
     */
    public Answer(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    int status() {
      return status;
    }

    byte[] body() {
      return body;
    }
  }

  /**
   * Gets a document, which should be JSON ({@code Accept: application/json}).
   *
   * @throws IOException if there is no complete answer; its message may be shown to the user
   * @throws InterruptedException if the thread is interrupted
   */
  Answer get(String url) throws IOException, InterruptedException;

  /**
   * Posts the fields of a form, as {@code application/x-www-form-urlencoded} in UTF-8. The answer
   * should be JSON ({@code Accept: application/json}). The fields are secret, and so is the answer.
   *
   * @throws IOException if there is no complete answer; its message may be shown to the user
   * @throws InterruptedException if the thread is interrupted
   */
  Answer post(String url, Map<String, String> form) throws IOException, InterruptedException;
}
