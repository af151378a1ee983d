package chat.charla.cli.output;

import chat.charla.v1.CredentialInfo;

/** The names of the kinds of credentials, in the program's input and output. */
final class CredentialKinds {
  private CredentialKinds() {}

  static String of(CredentialInfo credential) {
    return switch (credential.getKindCase()) {
      case PASSWORD -> "password";
      case OIDC_USER -> "issuer";
      case CLIENT_CERTIFICATE -> "certificate";
      case KIND_NOT_SET -> "unknown";
    };
  }
}
