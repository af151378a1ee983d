package chat.charla.cli.settings;

import java.io.IOException;
import java.nio.file.Path;

/** The file of an account has no valid content. */
public final class DamagedAccountException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;

  DamagedAccountException(Path file) {
    super("no account in " + file);
    this.file = file;
  }

  /** The file. */
  public Path file() {
    return file;
  }
}
