package chat.charla.cli.settings;

import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The format of an account's file: a line with the token of the session, a space, and the account's
 * name; a line with the account's id; and a line for each former name. Versions before the
 * account's name could change wrote the first line only.
 */
final class AccountFile {
  private AccountFile() {}

  /** Writes the file, which only its owner can read, atomically. */
  static void write(Path file, StoredAccount account) throws IOException {
    String content =
        Stream.concat(
                Stream.of(
                    account.token() + " " + Sanitizer.line(account.name()),
                    // A harmful server may send an id with a line end.
                    URLEncoder.encode(account.id(), StandardCharsets.UTF_8)),
                account.formerNames().stream().map(Sanitizer::line))
            .collect(Collectors.joining("\n", "", "\n"));
    PrivateFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the file.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   * @throws DamagedAccountException if the file has no valid content
   */
  static StoredAccount read(Path file) throws IOException {
    List<String> lines;
    try {
      String content = Files.readString(file);
      if (!content.endsWith("\n")) {
        throw new DamagedAccountException(file);
      }
      lines = content.lines().toList();
    } catch (CharacterCodingException e) {
      throw new DamagedAccountException(file);
    }
    int space = lines.get(0).indexOf(' ');
    if (space < 0
        || space + 1 == lines.get(0).length()
        || !TokenFile.isToken(lines.get(0).substring(0, space))) {
      throw new DamagedAccountException(file);
    }
    return new StoredAccount(
        lines.size() < 2 ? "" : id(file, lines.get(1)),
        lines.get(0).substring(space + 1),
        lines.stream().skip(2).limit(StoredAccount.MAX_FORMER_NAMES).toList(),
        lines.get(0).substring(0, space));
  }

  private static String id(Path file, String line) throws IOException {
    try {
      return URLDecoder.decode(line, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new DamagedAccountException(file);
    }
  }
}
