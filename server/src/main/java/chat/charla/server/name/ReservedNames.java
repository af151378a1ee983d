package chat.charla.server.name;

import com.ibm.icu.lang.UCharacter;
import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Names that would pass for the server, for those who run it, or for everybody. */
final class ReservedNames {
  /** As the contract lists them. */
  static final List<String> WORDS =
      List.of(
          "admin",
          "administracion",
          "administrador",
          "administradora",
          "administrator",
          "charla",
          "everybody",
          "everyone",
          "helpdesk",
          "mod",
          "moderador",
          "moderadora",
          "moderator",
          "oficial",
          "official",
          "operador",
          "operadora",
          "operator",
          "root",
          "security",
          "seguridad",
          "server",
          "servidor",
          "sistema",
          "soporte",
          "staff",
          "superuser",
          "superusuario",
          "support",
          "sysadmin",
          "system",
          "todos");

  private static final Set<String> LOOKS =
      WORDS.stream().flatMap(word -> Looks.of(word).stream()).collect(Collectors.toSet());

  private ReservedNames() {}

  /** Whether the name can be taken for one of them. */
  static boolean contains(String name) {
    int[] bare =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .codePoints()
            .filter(ReservedNames::isEssential)
            .toArray();
    int end = bare.length;
    while (end > 0 && UCharacter.isDigit(bare[end - 1])) {
      end--;
    }
    return looksReserved(new String(bare, 0, bare.length))
        || (end < bare.length && looksReserved(new String(bare, 0, end)));
  }

  private static boolean looksReserved(String word) {
    return Looks.of(word).stream().anyMatch(LOOKS::contains);
  }

  /** Accents and separators do not make it another word. */
  private static boolean isEssential(int codePoint) {
    return !Combination.isMark(codePoint)
        && codePoint != '_'
        && codePoint != '.'
        && codePoint != '-';
  }
}
