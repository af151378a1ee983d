package chat.charla.client.oidc;

import chat.charla.client.WhiteSpace;
import chat.charla.client.oidc.IssuerException.Reason;
import chat.charla.v1.OidcIssuer;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gets an id token from an issuer by the device flow (RFC 8628). The user logs in with a browser,
 * and this object asks the issuer from time to time whether the user has done so. Of the issuer's
 * tokens, only the id token is used, and nothing is stored. Thread-safe, if its {@link IssuerHttp}
 * and its {@link Waiting} are.
 */
public final class DeviceFlow {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SLOWER = Duration.ofSeconds(5);

  /**
   * The longest time for which the flow waits for the user, even if the code is valid for longer.
   */
  private static final Duration LONGEST_VALIDITY = Duration.ofHours(1);

  private static final int MAX_CODE_LENGTH = 100;
  private static final int OK = 200;
  private static final int FIRST_CLIENT_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  private final IssuerHttp http;
  private final Waiting waiting;

  /**
   * Creates the flow without making a request.
   *
   * @param http makes the requests to the issuer
   * @param waiting the clock, such as {@link Waiting#REAL}
   */
  public DeviceFlow(IssuerHttp http, Waiting waiting) {
    this.http = http;
    this.waiting = waiting;
  }

  /**
   * Gets an id token. Blocks until the user has logged in, or the code has expired, for an hour at
   * most. An interrupt cancels it.
   *
   * @param issuer the issuer, as the chat server names it ({@code GetLoginOptions})
   * @param local whether an issuer on this machine may be used without TLS, because the chat server
   *     is on this machine as well
   * @param instructions receives once, on the thread of the caller, what the user has to do
   * @throws IssuerException if the issuer gives no id token
   * @throws InterruptedException if the thread is interrupted
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
      String authorizationUrl = configuration.text("device_authorization_endpoint");
      if (authorizationUrl == null) {
        throw failure(Reason.NO_DEVICE_FLOW, "");
      }
      String tokenUrl = safe(required(configuration, "token_endpoint"));
      boolean profile =
          !configuration.has("scopes_supported")
              || configuration.lists("scopes_supported", "profile");
      JsonObject authorization = authorize(authorizationUrl, profile ? "openid profile" : "openid");
      String deviceCode = required(authorization, "device_code");
      long seconds = authorization.number("expires_in", 0);
      if (seconds <= 0) {
        throw failure(Reason.INVALID_ANSWER, "expires_in");
      }
      Duration validity = Duration.ofSeconds(Math.min(seconds, LONGEST_VALIDITY.getSeconds()));
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
        throw unreachable(e);
      } catch (IllegalArgumentException e) {
        throw failure(Reason.NOT_AN_ISSUER, "");
      }
      String named = configuration.text("issuer");
      if (!url.equals(named)) {
        throw failure(Reason.NOT_AN_ISSUER, orEmpty(named));
      }
      return configuration;
    }

    private JsonObject authorize(String url, String scope)
        throws IssuerException, InterruptedException {
      Map<String, String> form = form();
      form.put("scope", scope);
      try {
        IssuerHttp.Answer answer = http.post(safe(url), form);
        JsonObject response = parse(answer);
        if (answer.status() == OK) {
          return response;
        }
        throw failure(Reason.REFUSED, error(response));
      } catch (IOException e) {
        throw unreachable(e);
      }
    }

    private Verification verification(JsonObject authorization, Duration validity)
        throws IssuerException {
      String code = required(authorization, "user_code");
      if (code.length() > MAX_CODE_LENGTH) {
        throw failure(Reason.INVALID_ANSWER, "user_code");
      }
      String url = safe(required(authorization, "verification_uri"));
      String complete = authorization.text("verification_uri_complete");
      boolean safe = complete != null && SafeUrl.is(complete, local);
      return new Verification(url, code, safe ? complete : null, validity);
    }

    private Duration interval(JsonObject authorization) {
      long seconds = authorization.number("interval", DEFAULT_INTERVAL.getSeconds());
      long most = LONGEST_VALIDITY.getSeconds();
      return Duration.ofSeconds(Math.max(SHORTEST_INTERVAL.getSeconds(), Math.min(seconds, most)));
    }

    private IdToken poll(String url, String deviceCode, Duration first, long end)
        throws IssuerException, InterruptedException {
      Map<String, String> form = form();
      form.put("grant_type", DEVICE_GRANT);
      form.put("device_code", deviceCode);
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
        switch (orEmpty(response.text("error"))) {
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
      String value = object.text(key);
      if (value == null || value.isEmpty()) {
        throw failure(Reason.INVALID_ANSWER, key);
      }
      return value;
    }

    private String safe(String url) throws IssuerException {
      if (!SafeUrl.is(url, local)) {
        throw failure(Reason.UNSAFE, url);
      }
      return url;
    }

    private String error(JsonObject response) {
      String error = orEmpty(response.text("error"));
      String words = orEmpty(response.text("error_description"));
      return WhiteSpace.isBlank(error) || WhiteSpace.isBlank(words)
          ? error + words
          : error + ": " + words;
    }

    private IssuerException failure(Reason reason, String detail) {
      return new IssuerException(reason, issuer.getIssuer(), detail, null);
    }

    private IssuerException unreachable(IOException cause) {
      String message = cause.getMessage();
      String detail = message == null ? cause.getClass().getSimpleName() : message;
      return new IssuerException(Reason.UNREACHABLE, issuer.getIssuer(), detail, cause);
    }

    private Map<String, String> form() {
      Map<String, String> form = new LinkedHashMap<>();
      form.put("client_id", issuer.getClientId());
      return form;
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
