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
 * The lines that the next program may call back, in a file that only its owner may read. A line
 * with line ends in it is one line of the file: {@code \n} stands for them, and {@code \\} for a
 * backslash.
 *
 * <p>Without a file that can be read and written, nothing is kept: nothing here throws. Several
 * programs may use one file. It is always whole; if two save in the same instant, one of their
 * lines is missing.
 *
 * <p>Thread-safe.
 */
final class InputHistory {
  /** As many lines are kept, the newest. */
  static final int MAX_LINES = 1000;

  /** A larger file is not a history; so many characters are kept. */
  static final int MAX_LENGTH = 1 << 20;

  private final @Nullable Path file;
  private final List<String> unsaved = new ArrayList<>();

  /**
   * A history in this file.
   *
   * @param file need not exist; null for none
   */
  InputHistory(@Nullable Path file) {
    this.file = file;
  }

  /** What was saved, the oldest first. */
  List<String> load() {
    return file == null ? List.of() : load(file);
  }

  /** Keeps a line until it is saved. */
  synchronized void add(String line) {
    if (file != null && !WhiteSpace.isBlank(line)) {
      unsaved.add(line);
    }
  }

  /** Saves what was added since the last time, after what others have saved meanwhile. */
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
      // Then the history ends with this program.
    }
  }

  private static List<String> load(Path file) {
    try {
      // Four bytes are the most that a character takes.
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
