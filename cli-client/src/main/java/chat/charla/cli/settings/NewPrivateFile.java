package chat.charla.cli.settings;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;

/**
 * A new file that only its owner can read, and that is written line by line. It appears under its
 * name when it is complete, and never replaces a file. Until then, the lines are in a temporary
 * file beside it. Not thread-safe, except for {@link #discard}.
 */
public final class NewPrivateFile implements AutoCloseable {
  private final Path file;
  private final Path fresh;
  private final FileChannel channel;
  private final BufferedWriter writer;

  private NewPrivateFile(Path file, Path fresh, FileChannel channel) {
    this.file = file;
    this.fresh = fresh;
    this.channel = channel;
    this.writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
  }

  /**
   * Begins a file. Its directory must exist.
   *
   * @throws FileAlreadyExistsException if the file exists
   */
  public static NewPrivateFile at(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = absolute.getParent();
    if (directory == null) {
      throw new IOException("not a file: " + file);
    }
    if (Files.exists(absolute)) {
      throw new FileAlreadyExistsException(absolute.toString());
    }
    Path fresh = directory.resolve("." + absolute.getFileName() + "." + UUID.randomUUID());
    return new NewPrivateFile(
        absolute,
        fresh,
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PrivateFiles.permissions("rw-------")));
  }

  /** Writes a line. */
  public void write(String line) throws IOException {
    writer.write(line);
    writer.write('\n');
  }

  /**
   * Completes the file.
   *
   * @throws FileAlreadyExistsException if another program has created the file meanwhile
   */
  public void complete() throws IOException {
    writer.flush();
    channel.force(true);
    writer.close();
    Files.move(fresh, file);
  }

  /** Deletes what was written, unless the file is complete. Any thread may call this. */
  public void discard() {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      // It cannot be deleted, so the hidden file stays.
    }
  }

  /** Deletes what was written, unless the file is complete. */
  @Override
  public void close() throws IOException {
    channel.close();
    discard();
  }
}
