package chat.charla.server.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file system of a directory, as the operating system describes it. Used by one thread at a
 * time.
 */
public final class FileSystemDisk implements Disk {
  private final Path directory;

  /** Kept after the first lookup, because a lookup reads the list of all mounted file systems. */
  private @Nullable FileStore store;

  /**
   * Creates an object that has read nothing yet.
   *
   * @param directory a directory, which must exist when {@link #space} is called
   */
  public FileSystemDisk(Path directory) {
    this.directory = directory;
  }

  @Override
  public Space space() throws IOException {
    FileStore found = store;
    if (found == null) {
      found = Files.getFileStore(directory);
      store = found;
    }
    return new Space(found.getUsableSpace(), found.getTotalSpace());
  }
}
