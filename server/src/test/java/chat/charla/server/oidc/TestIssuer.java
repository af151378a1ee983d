package chat.charla.server.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An issuer on this machine, with keys of its own. It answers over a real socket. */
public final class TestIssuer implements AutoCloseable {
  public static final String CLIENT_ID = "charla";

  private static final RSAKey FIRST = newKey("first");

  private final HttpServer http;
  private final int port;
  private final AtomicInteger tokens = new AtomicInteger();
  private boolean closed;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile List<JWK> keys;
  private volatile RSAKey signing;
  private volatile Consumer<HttpExchange> keysAnswer = this::answerKeys;
  private volatile String configuration;

  public TestIssuer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/.well-known/openid-configuration", exchange -> answer(exchange, configuration));
    http.createContext("/keys", exchange -> keysAnswer.accept(exchange));
    http.start();
    port = http.getAddress().getPort();
    configuration = configuration(url(), url() + "/keys");
    signing = FIRST;
    keys = List.of(signing.toPublicJWK());
  }

  public String url() {
    return "http://localhost:" + port;
  }

  public Issuer issuer() {
    return new Issuer(url(), CLIENT_ID);
  }

  /** How often the keys were fetched. */
  public int fetches() {
    return fetches.get();
  }

  static String configuration(String issuer, String keysUrl) {
    return "{\"issuer\": \"" + issuer + "\", \"jwks_uri\": \"" + keysUrl + "\"}";
  }

  /** Replaces the issuer's configuration. */
  void configure(String text) {
    configuration = text;
  }

  /** Lets {@code answer} answer all further requests for the keys. */
  void answerKeysBy(Consumer<HttpExchange> answer) {
    keysAnswer = answer;
  }

  /** Signs with a new key from now on, and publishes only this one. */
  RSAKey rotate(String id) {
    signing = newKey(id);
    keys = List.of(signing.toPublicJWK());
    return signing;
  }

  /** The key with which tokens are signed. */
  RSAKey key() {
    return signing;
  }

  /** Publishes these keys. */
  void publish(List<JWK> published) {
    keys = published;
  }

  static RSAKey newKey(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The claims of a valid token of this user, issued now. */
  public JWTClaimsSet.Builder claims(String subject, Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .audience(CLIENT_ID)
        .subject(subject)
        .jwtID("token " + tokens.incrementAndGet())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
  }

  /** A token with these claims. */
  public String token(JWTClaimsSet claims) {
    return signed(signing, claims);
  }

  /** A valid token of this user. */
  public String token(String subject) {
    return token(claims(subject, Instant.now()).build());
  }

  static String signed(RSAKey key, JWTClaimsSet claims) {
    return signed(key, key.getKeyID(), claims);
  }

  /** A token that is signed with this key, and names a key with this id. */
  static String signed(RSAKey key, String id, JWTClaimsSet claims) {
    try {
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build(), claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  void answerKeys(HttpExchange exchange) {
    fetches.incrementAndGet();
    answer(exchange, new JWKSet(keys).toString());
  }

  static void answer(HttpExchange exchange, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      // The client has ended the connection, as tests let it do.
    }
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
