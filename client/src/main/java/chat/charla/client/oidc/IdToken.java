package chat.charla.client.oidc;

import chat.charla.v1.Credential;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An id token of an issuer. It is secret, and it is used once. The chat server checks it; this
 * library does not. Immutable.
 */
public final class IdToken {
  private static final int PARTS = 3;

  private final String text;

  /** Creates the object from the token, as another flow may have got it. */
  public IdToken(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /** The token, which is secret. */
  public String text() {
    return text;
  }

  /** The token as a credential for the chat server. */
  public Credential credential() {
    return Credential.newBuilder().setOidcIdToken(text).build();
  }

  /**
   * The name that the user has at the issuer, or null if the token has none. It is not verified, so
   * it may only be proposed to the user.
   */
  public @Nullable String preferredName() {
    String[] parts = text.split("\\.", -1);
    if (parts.length != PARTS) {
      return null;
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      String name = JsonObject.parse(claims).text("preferred_username");
      return name == null || name.isEmpty() ? null : name;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "id token";
  }
}
