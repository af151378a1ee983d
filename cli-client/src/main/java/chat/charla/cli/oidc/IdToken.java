package chat.charla.cli.oidc;

import chat.charla.v1.Credential;
import java.util.Base64;
import java.util.Optional;

/**
 * An id token of an issuer. It is secret, and it is used once. The chat server checks it; this
 * program does not.
 *
 * @param text the token
 */
public record IdToken(String text) {
  private static final int PARTS = 3;

  /** The token as a credential for the chat server. */
  public Credential credential() {
    return Credential.newBuilder().setOidcIdToken(text).build();
  }

  /**
   * The name that the user has at the issuer, if the token has it. It is not verified, so it may
   * only be proposed to the user.
   */
  public Optional<String> preferredName() {
    String[] parts = text.split("\\.", -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      return JsonObject.parse(claims).text("preferred_username").filter(name -> !name.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "id token";
  }
}
