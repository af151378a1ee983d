package chat.charla.cli.oidc;

import chat.charla.cli.oidc.IssuerException.Reason;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.WhiteSpace;
import chat.charla.v1.OidcIssuer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gets an id token from an issuer by the device flow (RFC 8628). The user logs in with a browser,
 * and this program asks the issuer from time to time whether the user has done so. Of the issuer's
 * tokens, only the id token is used, and nothing is stored. Thread-safe.
 */
public final class DeviceFlow {
  /** The time limit for each request to the issuer, with its response. */
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SLOWER = Duration.ofSeconds(5);

  /**
   * The longest time for which the program waits for the user, even if the code is valid for
   * longer.
   */
  private static final Duration LONGEST_VALIDITY = Duration.ofHours(1);

  private static final int MAX_CODE_LENGTH = 100;
  private static final int OK = 200;
  private static final int FIRST_CLIENT_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  private final IssuerHttp http;
  private final Waiting waiting;

  /** A flow with this clock. */
  public DeviceFlow(Waiting waiting) {
    this(waiting, TIMEOUT);
  }

  DeviceFlow(Waiting waiting, Duration timeout) {
    this.http = new IssuerHttp(timeout);
    this.waiting = waiting;
  }

  /**
   * Gets an id token. Blocks until the user has logged in, or the code has expired. An interrupt
   * cancels it.
   *
   * @param issuer the issuer, as the chat server names it
   * @param local whether an issuer on this machine may be used without TLS, because the chat server
   *     is on this machine as well
   * @param instructions receives once what the user has to do
   */
  public IdToken logIn(OidcIssuer issuer, boolean local, Consumer<Verification> instructions)
      throws IssuerException, InterruptedException {
    return new Attempt(issuer, local).logIn(instructions);
  }

  /** One log-in. */
  private final class Attempt {
    private final OidcIssuer issuer;
    private final boolean local;

    Attempt(OidcIssuer issuer, boolean local) {
      this.issuer = issuer;
      this.local = local;
    }

    IdToken logIn(Consumer<Verification> instructions)
        throws IssuerException, InterruptedException {
      JsonObject configuration = configuration();
      Optional<String> authorizationUrl = configuration.text("device_authorization_endpoint");
      if (authorizationUrl.isEmpty()) {
        throw failure(Reason.NO_DEVICE_FLOW, "");
      }
      String tokenUrl = safe(required(configuration, "token_endpoint"));
      boolean profile =
          !configuration.has("scopes_supported")
              || configuration.lists("scopes_supported", "profile");
      JsonObject authorization =
          authorize(authorizationUrl.get(), profile ? "openid profile" : "openid");
      String deviceCode = required(authorization, "device_code");
      long seconds = authorization.number("expires_in").orElse(0);
      if (seconds <= 0) {
        throw failure(Reason.INVALID_ANSWER, "expires_in");
      }
      Duration validity = Duration.ofSeconds(Math.min(seconds, LONGEST_VALIDITY.toSeconds()));
      long end = waiting.nanoTime() + validity.toNanos();
      instructions.accept(verification(authorization, validity));
      return poll(tokenUrl, deviceCode, interval(authorization), end);
    }

    private JsonObject configuration() throws IssuerException, InterruptedException {
      String url = safe(issuer.getIssuer());
      String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
      JsonObject configuration;
      try {
        IssuerHttp.Answer answer = http.get(base + "/.well-known/openid-configuration");
        if (answer.status() != OK) {
          throw failure(
              answer.status() < FIRST_SERVER_ERROR ? Reason.NOT_AN_ISSUER : Reason.UNREACHABLE,
              "HTTP " + answer.status());
        }
        configuration = JsonObject.parse(answer.body());
      } catch (IOException e) {
        throw failure(Reason.UNREACHABLE, describe(e));
      } catch (IllegalArgumentException e) {
        throw failure(Reason.NOT_AN_ISSUER, "");
      }
      String named = configuration.text("issuer").orElse("");
      if (!named.equals(url)) {
        throw failure(Reason.NOT_AN_ISSUER, named);
      }
      return configuration;
    }

    private JsonObject authorize(String url, String scope)
        throws IssuerException, InterruptedException {
      Map<String, String> form = Map.of("client_id", issuer.getClientId(), "scope", scope);
      try {
        IssuerHttp.Answer answer = http.post(safe(url), form);
        JsonObject response = parse(answer);
        if (answer.status() == OK) {
          return response;
        }
        throw failure(Reason.REFUSED, error(response));
      } catch (IOException e) {
        throw failure(Reason.UNREACHABLE, describe(e));
      }
    }

    private Verification verification(JsonObject authorization, Duration validity)
        throws IssuerException {
      String code = required(authorization, "user_code");
      if (code.length() > MAX_CODE_LENGTH) {
        throw failure(Reason.INVALID_ANSWER, "user_code");
      }
      String url = safe(required(authorization, "verification_uri"));
      Optional<String> complete =
          authorization
              .text("verification_uri_complete")
              .filter(address -> SafeUrl.is(address, local));
      return new Verification(
          Sanitizer.line(url),
          Sanitizer.line(code),
          complete.map(Sanitizer::line).orElse(null),
          validity);
    }

    private Duration interval(JsonObject authorization) {
      long seconds = authorization.number("interval").orElse(DEFAULT_INTERVAL.toSeconds());
      long most = LONGEST_VALIDITY.toSeconds();
      return Duration.ofSeconds(Math.max(SHORTEST_INTERVAL.toSeconds(), Math.min(seconds, most)));
    }

    private IdToken poll(String url, String deviceCode, Duration first, long end)
        throws IssuerException, InterruptedException {
      Map<String, String> form =
          Map.of(
              "client_id",
              issuer.getClientId(),
              "grant_type",
              DEVICE_GRANT,
              "device_code",
              deviceCode);
      Duration interval = first;
      while (true) {
        Duration left = Duration.ofNanos(end - waiting.nanoTime());
        if (left.compareTo(interval) < 0) {
          waiting.pause(left.isNegative() ? Duration.ZERO : left);
          throw failure(Reason.EXPIRED, "");
        }
        waiting.pause(interval);
        IssuerHttp.Answer answer;
        try {
          answer = http.post(url, form);
        } catch (IOException e) {
          // As RFC 8628 requires: ask less often while the issuer does not answer.
          interval = interval.multipliedBy(2);
          continue;
        }
        if (answer.status() >= FIRST_SERVER_ERROR) {
          interval = interval.multipliedBy(2);
          continue;
        }
        JsonObject response = parse(answer);
        if (answer.status() == OK) {
          return new IdToken(required(response, "id_token"));
        }
        switch (response.text("error").orElse("")) {
          case "authorization_pending" -> {}
          case "slow_down" -> interval = interval.plus(SLOWER);
          case "access_denied" -> throw failure(Reason.DENIED, "");
          case "expired_token" -> throw failure(Reason.EXPIRED, "");
          default -> throw failure(Reason.REFUSED, error(response));
        }
      }
    }

    /**
     * Parses the JSON object of a response with status 200 or 4xx. The device flow uses 4xx for its
     * own errors, such as {@code authorization_pending}. Any other status is a failure.
     */
    private JsonObject parse(IssuerHttp.Answer answer) throws IssuerException {
      int status = answer.status();
      boolean error = status >= FIRST_CLIENT_ERROR && status < FIRST_SERVER_ERROR;
      if (status != OK && !error) {
        throw failure(
            status < FIRST_CLIENT_ERROR ? Reason.INVALID_ANSWER : Reason.UNREACHABLE,
            "HTTP " + status);
      }
      try {
        return JsonObject.parse(answer.body());
      } catch (IllegalArgumentException e) {
        throw failure(Reason.INVALID_ANSWER, "HTTP " + status);
      }
    }

    private String required(JsonObject object, String key) throws IssuerException {
      return object
          .text(key)
          .filter(value -> !value.isEmpty())
          .orElseThrow(() -> failure(Reason.INVALID_ANSWER, key));
    }

    private String safe(String url) throws IssuerException {
      if (!SafeUrl.is(url, local)) {
        throw failure(Reason.UNSAFE, url);
      }
      return url;
    }

    private String error(JsonObject response) {
      String error = response.text("error").orElse("");
      String words = response.text("error_description").orElse("");
      return WhiteSpace.isBlank(error) || WhiteSpace.isBlank(words)
          ? error + words
          : error + ": " + words;
    }

    private IssuerException failure(Reason reason, String detail) {
      return new IssuerException(reason, issuer.getIssuer(), detail);
    }
  }

  /** Returns the message key for a common cause, and otherwise the message of the exception. */
  private static String describe(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "cause.unknown-host";
      }
      if (cause instanceof HttpTimeoutException) {
        return "cause.timeout";
      }
    }
    if (failure instanceof ConnectException) {
      return "cause.refused";
    }
    String message = failure.getMessage();
    if (message != null && message.contains("PKIX path")) {
      return "cause.tls.untrusted";
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
