package chat.charla.cli.terminal;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.text.Utf8;
import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input history, in a file that only its owner can read. Each entry is one line of the file, in
 * which {@code \n} represents a line end, and {@code \\} a backslash.
 *
 * <p>If the file cannot be read or written, the history is not saved; no method throws. Several
 * processes may use the same file. The file is always complete and valid. But if two processes save
 * at the same time, the new lines of one process are lost.
 *
 * <p>Thread-safe.
 */
final class InputHistory {
  /** The maximum number of lines in the file. The newest lines are kept. */
  static final int MAX_LINES = 1000;

  /**
   * The maximum length of the file in UTF-16 units. A file that has more than four times as many
   * bytes is not read.
   */
  static final int MAX_LENGTH = 1 << 20;

  private final @Nullable Path file;
  private final List<String> unsaved = new ArrayList<>();

  /**
   * Creates a history in this file.
   *
   * @param file the file, which need not exist; null for no file
   */
  InputHistory(@Nullable Path file) {
    this.file = file;
  }

  /** The saved lines, oldest first. */
  List<String> load() {
    return file == null ? List.of() : load(file);
  }

  /** Adds a line, which the next {@link #save} writes to the file. */
  synchronized void add(String line) {
    if (file != null && !WhiteSpace.isBlank(line)) {
      unsaved.add(line);
    }
  }

  /**
   * Writes the lines that were added since the previous call to the end of the file. Reads the file
   * first, because other processes may have added lines to it.
   */
  synchronized void save() {
    if (file == null || unsaved.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>(load(file));
    lines.addAll(unsaved);
    unsaved.clear();
    try {
      PrivateFiles.write(file, newest(lines).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The lines are lost when this program ends.
    }
  }

  private static List<String> load(Path file) {
    try {
      // A UTF-16 unit has at most four bytes in UTF-8.
      if (!Files.isRegularFile(file) || Files.size(file) > 4L * MAX_LENGTH) {
        return List.of();
      }
      String content = Utf8.mark(Files.readAllBytes(file));
      return content
          .lines()
          .filter(Utf8::isUnicode)
          .map(InputHistory::decode)
          .filter(line -> !WhiteSpace.isBlank(line))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String newest(List<String> lines) {
    List<String> kept = new ArrayList<>();
    int length = 0;
    for (int index = lines.size() - 1; index >= 0 && kept.size() < MAX_LINES; index--) {
      String line = encode(lines.get(index)) + "\n";
      length += line.length();
      if (length > MAX_LENGTH) {
        break;
      }
      kept.add(0, line);
    }
    return String.join("", kept);
  }

  private static String encode(String line) {
    return line.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n");
  }

  private static String decode(String line) {
    StringBuilder decoded = new StringBuilder(line.length());
    for (int index = 0; index < line.length(); index++) {
      char character = line.charAt(index);
      if (character == '\\' && index + 1 < line.length()) {
        index++;
        character = line.charAt(index) == 'n' ? '\n' : line.charAt(index);
      }
      decoded.append(character);
    }
    return decoded.toString();
  }
}
