package chat.charla.server.fault;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Secrets, and a search for them in what the server writes. The search finds them in plain text, in
 * hexadecimal and in base64. It also finds parts of them, because a log may cut them off or break
 * lines.
 */
final class Secrets {
  private static final int PIECE = 8;
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz";

  private final SecureRandom random = new SecureRandom();
  private final Map<String, String> names = new HashMap<>();

  /** Creates a secret of 24 lower-case letters. */
  String create(String name) {
    StringBuilder secret = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      secret.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return add(name, secret.toString());
  }

  /** Adds this secret; returns it. */
  String add(String name, String secret) {
    names.put(secret, name);
    return secret;
  }

  /** The name of this secret. */
  String name(String secret) {
    return names.getOrDefault(secret, "an unknown secret");
  }

  /** Finds the secrets that these bytes contain, wholly or in part. */
  List<String> in(String where, byte[] bytes) {
    return in(where, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** Finds the secrets that this text contains, wholly or in part. */
  List<String> in(String where, String text) {
    List<String> found = new ArrayList<>();
    names.forEach(
        (secret, name) -> {
          for (String form : forms(secret)) {
            int at = text.indexOf(form);
            if (at >= 0) {
              found.add(name + " as '" + form + "' in " + where + ": " + lineAround(text, at));
              return;
            }
          }
        });
    return found;
  }

  private static String lineAround(String text, int at) {
    int begin = Math.max(text.lastIndexOf('\n', at) + 1, at - 200);
    int end = text.indexOf('\n', at);
    return text.substring(begin, Math.min(end < 0 ? text.length() : end, at + 100));
  }

  private static List<String> forms(String secret) {
    List<String> forms = new ArrayList<>();
    for (int i = 0; i + PIECE <= secret.length(); i++) {
      String piece = secret.substring(i, i + PIECE);
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      forms.add(piece);
      forms.add(HexFormat.of().formatHex(bytes));
      forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
      forms.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
      // Base64 encodes three bytes as four letters, so six bytes at any offset give eight letters.
      forms.add(
          Base64.getEncoder()
              .encodeToString(secret.substring(i, i + 6).getBytes(StandardCharsets.UTF_8)));
    }
    return forms;
  }
}
