package chat.charla.server.oidc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Reads small documents from an issuer. Reading fails if the document is too long or takes too
 * long, or if the response redirects to another URL.
 */
final class IssuerHttp {
  private static final int MAX_BYTES = 256 * 1024;

  private final HttpClient client;
  private final Duration timeout;

  /**
   * Creates a reader without connections.
   *
   * @param timeout for each whole document
   */
  IssuerHttp(Duration timeout) {
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /** Reads the document at this URL. */
  CompletableFuture<String> get(String url) {
    if (!Issuer.isSafe(url)) {
      return CompletableFuture.failedFuture(new IOException("not an https URL: " + url));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).header("accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, ignored -> new LimitedBody(MAX_BYTES));
    // Only the exchange itself can be cancelled, and only while it is not complete.
    return exchange
        .copy()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((response, failure) -> exchange.cancel(true))
        .thenApply(response -> text(url, response));
  }

  private static String text(String url, HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw new CompletionException(
          new IOException(url + " answers with status " + response.statusCode()));
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
