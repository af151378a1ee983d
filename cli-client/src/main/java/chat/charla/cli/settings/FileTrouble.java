package chat.charla.cli.settings;

import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a file cannot be written. Common reasons are explained in the user's language. This
 * class recognises some reasons by Java's exception class, and other reasons by the system's
 * message.
 */
public final class FileTrouble {
  private FileTrouble() {}

  /** Names the reason and, if it is known, the file, in one line. */
  public static String explain(IOException failure, Messages messages) {
    String reason = reason(failure, messages);
    if (failure instanceof FileSystemException named && named.getFile() != null) {
      return messages.text("error.file", Sanitizer.line(named.getFile()), reason);
    }
    return reason;
  }

  /**
   * Explains the reason only. An unknown reason is shown as the system's message, which is in
   * English or in the language of the locale.
   */
  public static String reason(IOException failure, Messages messages) {
    if (failure instanceof AccessDeniedException) {
      return messages.text("file.denied");
    }
    if (failure instanceof FileAlreadyExistsException) {
      return messages.text("file.not-a-directory");
    }
    String words =
        failure instanceof FileSystemException named
            ? orEmpty(named.getReason())
            : orEmpty(failure.getMessage());
    if (words.contains("Read-only file system")) {
      return messages.text("file.read-only");
    }
    if (words.contains("No space left") || words.contains("quota exceeded")) {
      return messages.text("file.no-space");
    }
    if (words.contains("Not a directory")) {
      return messages.text("file.not-a-directory");
    }
    if (words.isEmpty() && failure.getCause() instanceof IOException cause) {
      return reason(cause, messages);
    }
    return Sanitizer.line(words.isEmpty() ? failure.getClass().getSimpleName() : words);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
