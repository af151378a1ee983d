package chat.charla.cli.testkit;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An OpenID Connect issuer on this machine, with the device flow. It answers over a real socket.
 * Its user logs in at once, unless a test says otherwise.
 */
public final class TestIssuer implements AutoCloseable {
  public static final String CLIENT_ID = "charla";

  private static final KeyPair KEY = newKey();

  private final HttpServer http;
  private final int port;
  private final Deque<Reply> tokenReplies = new ConcurrentLinkedDeque<>();
  private final List<Map<String, String>> forms = new CopyOnWriteArrayList<>();
  private final List<String> secrets = new CopyOnWriteArrayList<>();
  private volatile Reply configuration;
  private volatile Reply authorization;
  private volatile String subject = "a7";
  private volatile String preferredName = "";
  private boolean closed;

  /** An answer to a request. */
  public record Reply(int status, String body) {}

  public TestIssuer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/.well-known/openid-configuration", e -> answer(e, configuration));
    http.createContext("/keys", e -> answer(e, new Reply(200, keys())));
    http.createContext("/device", e -> answer(e, authorization));
    http.createContext("/token", e -> answer(e, token()));
    http.start();
    port = http.getAddress().getPort();
    configuration = new Reply(200, configuration().toString());
    authorization = new Reply(200, authorization().toString());
  }

  public String url() {
    return "http://localhost:" + port;
  }

  /** The configuration that the issuer has at first, for a test to change. */
  public JsonObject configuration() {
    JsonObject configuration = new JsonObject();
    configuration.addProperty("issuer", url());
    configuration.addProperty("jwks_uri", url() + "/keys");
    configuration.addProperty("device_authorization_endpoint", url() + "/device");
    configuration.addProperty("token_endpoint", url() + "/token");
    return configuration;
  }

  /** The answer to a device authorization request at first, for a test to change. */
  public JsonObject authorization() {
    JsonObject authorization = new JsonObject();
    authorization.addProperty("device_code", "secret-device-code");
    authorization.addProperty("user_code", "ABCD-EFGH");
    authorization.addProperty("verification_uri", url() + "/login");
    authorization.addProperty("verification_uri_complete", url() + "/login?code=ABCD-EFGH");
    authorization.addProperty("expires_in", 600);
    authorization.addProperty("interval", 1);
    return authorization;
  }

  /** From now on this is the issuer's configuration. */
  public void configure(Reply reply) {
    configuration = reply;
  }

  /** From now on this answers a device authorization request. */
  public void authorize(Reply reply) {
    authorization = reply;
  }

  /** The next requests for a token get these errors. */
  public void refuse(String... errors) {
    for (String error : errors) {
      JsonObject body = new JsonObject();
      body.addProperty("error", error);
      reply(new Reply(400, body.toString()));
    }
  }

  /** The next request for a token gets this reply. */
  public void reply(Reply reply) {
    tokenReplies.add(reply);
  }

  /** From now on this user logs in. */
  public void user(String id, String name) {
    subject = id;
    preferredName = name;
  }

  /** The forms that were posted. */
  public List<Map<String, String>> forms() {
    return forms;
  }

  /** All tokens that the issuer has given. */
  public List<String> secrets() {
    return secrets;
  }

  private Reply token() {
    Reply next = tokenReplies.poll();
    if (next != null) {
      return next;
    }
    JsonObject tokens = new JsonObject();
    for (String kind : List.of("access_token", "refresh_token")) {
      tokens.addProperty(kind, kind + "-" + secrets.size());
    }
    tokens.addProperty("id_token", idToken());
    tokens.asMap().values().forEach(token -> secrets.add(token.getAsString()));
    tokens.addProperty("token_type", "Bearer");
    return new Reply(200, tokens.toString());
  }

  private String idToken() {
    JsonObject header = new JsonObject();
    header.addProperty("alg", "RS256");
    header.addProperty("kid", "first");
    long now = Instant.now().getEpochSecond();
    JsonObject claims = new JsonObject();
    claims.addProperty("iss", url());
    claims.addProperty("aud", CLIENT_ID);
    claims.addProperty("sub", subject);
    claims.addProperty("iat", now);
    claims.addProperty("exp", now + 3600);
    claims.addProperty("jti", "token " + secrets.size());
    if (!preferredName.isEmpty()) {
      claims.addProperty("preferred_username", preferredName);
    }
    String signed = encoded(header.toString()) + "." + encoded(claims.toString());
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(KEY.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String keys() {
    RSAPublicKey key = (RSAPublicKey) KEY.getPublic();
    JsonObject published = new JsonObject();
    published.addProperty("kty", "RSA");
    published.addProperty("kid", "first");
    published.addProperty("n", encoded(unsigned(key.getModulus())));
    published.addProperty("e", encoded(unsigned(key.getPublicExponent())));
    JsonArray all = new JsonArray();
    all.add(published);
    JsonObject set = new JsonObject();
    set.add("keys", all);
    return set.toString();
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange, Reply reply) {
    try (exchange) {
      String posted =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
      if (!posted.isEmpty()) {
        forms.add(form(posted));
      }
      if (reply.status() / 100 == 3) {
        exchange.getResponseHeaders().add("Location", url() + "/elsewhere");
      }
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> form(String posted) {
    Map<String, String> form = new TreeMap<>();
    for (String field : posted.split("&", -1)) {
      int equals = field.indexOf('=');
      form.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
    }
    return form;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Stops the issuer. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      http.stop(0);
    }
  }
}
