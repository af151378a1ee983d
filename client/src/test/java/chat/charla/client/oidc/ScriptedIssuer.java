package chat.charla.client.oidc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An issuer with the device flow, whose answers a test can change. Its user logs in at once, unless
 * a test says otherwise.
 */
final class ScriptedIssuer implements IssuerHttp {
  static final String URL = "https://login.example";

  /** The values of the configuration. */
  final Map<String, Object> configuration = new LinkedHashMap<>();

  /** The values of the answer to the request for a code. */
  final Map<String, Object> authorization = new LinkedHashMap<>();

  /** The forms that were posted. */
  final List<Map<String, String>> forms = new ArrayList<>();

  private final Deque<Answer> configurationReplies = new ArrayDeque<>();
  private final Deque<Answer> authorizationReplies = new ArrayDeque<>();
  private final Deque<Answer> tokenReplies = new ArrayDeque<>();
  private boolean down;

  ScriptedIssuer() {
    configuration.put("issuer", URL);
    configuration.put("device_authorization_endpoint", URL + "/device");
    configuration.put("token_endpoint", URL + "/token");
    authorization.put("device_code", "secret-device-code");
    authorization.put("user_code", "ABCD-EFGH");
    authorization.put("verification_uri", URL + "/login");
    authorization.put("verification_uri_complete", URL + "/login?code=ABCD-EFGH");
    authorization.put("expires_in", 600);
    authorization.put("interval", 1);
  }

  /** The next answer to a request for the configuration. */
  void configure(int status, String body) {
    configurationReplies.add(answer(status, body));
  }

  /** The next answer to a request for a code. */
  void authorize(int status, String body) {
    authorizationReplies.add(answer(status, body));
  }

  /** The next answer to a request for the token. */
  void reply(int status, String body) {
    tokenReplies.add(answer(status, body));
  }

  /** The next answers to requests for the token: these errors. */
  void refuse(String... errors) {
    for (String error : errors) {
      reply(400, "{\"error\":\"" + error + "\"}");
    }
  }

  /** From now on the issuer cannot be reached. */
  void stop() {
    down = true;
  }

  @Override
  public Answer get(String url) throws IOException {
    requireUp();
    if (!url.equals(URL + "/.well-known/openid-configuration")) {
      throw new AssertionError(url);
    }
    Answer scripted = configurationReplies.poll();
    return scripted == null ? answer(200, json(configuration)) : scripted;
  }

  @Override
  public Answer post(String url, Map<String, String> form) throws IOException {
    requireUp();
    forms.add(form);
    boolean code = url.equals(URL + "/device");
    if (!code && !url.equals(URL + "/token")) {
      throw new AssertionError(url);
    }
    Answer scripted = (code ? authorizationReplies : tokenReplies).poll();
    if (scripted != null) {
      return scripted;
    }
    return answer(200, code ? json(authorization) : "{\"id_token\":\"the.id.token\"}");
  }

  private void requireUp() throws IOException {
    if (down) {
      throw new IOException("down");
    }
  }

  private static Answer answer(int status, String body) {
    return new Answer(status, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(Map<String, Object> values) {
    return values.entrySet().stream()
        .map(
            entry ->
                "\""
                    + entry.getKey()
                    + "\":"
                    + (entry.getValue() instanceof String text
                        ? "\"" + escaped(text) + "\""
                        : entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String escaped(String text) {
    return text.chars()
        .mapToObj(unit -> unit < ' ' ? String.format("\\u%04x", unit) : "" + (char) unit)
        .collect(Collectors.joining());
  }
}
