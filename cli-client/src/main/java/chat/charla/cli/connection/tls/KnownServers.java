package chat.charla.cli.connection.tls;

import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The file with the servers that the user has decided to trust. Each server has a line: {@code
 * host:port}, a space, and the fingerprint of the certificate. Empty lines and lines that begin
 * with {@code #} are ignored. Only the file's owner has access to the file, because its lines
 * decide which servers the user trusts.
 *
 * @param path the path of the file, which need not exist
 */
public record KnownServers(Path path) {
  /**
   * Returns the remembered fingerprint of a server.
   *
   * @throws MalformedLineException if a line cannot be parsed, because it may be the line of this
   *     server
   * @throws IOException if the file cannot be read
   */
  public Optional<Fingerprint> find(ServerAddress server) throws IOException {
    Optional<Fingerprint> found = Optional.empty();
    int number = 0;
    for (String line : content().split("\n", -1)) {
      number++;
      String entry = WhiteSpace.strip(line);
      if (entry.isEmpty() || entry.startsWith("#")) {
        continue;
      }
      int space = entry.indexOf(' ');
      Optional<Fingerprint> fingerprint =
          space < 0 ? Optional.empty() : Fingerprint.parse(entry.substring(space));
      if (fingerprint.isEmpty()) {
        throw new MalformedLineException(path, number);
      }
      if (found.isEmpty() && entry.substring(0, space).equalsIgnoreCase(name(server))) {
        found = fingerprint;
      }
    }
    return found;
  }

  /**
   * Saves a server as known.
   *
   * @throws AlreadyKnownException if the file already has another fingerprint for the server
   * @throws IOException if the file cannot be read or written
   */
  public void add(ServerAddress server, Fingerprint fingerprint) throws IOException {
    Optional<Fingerprint> known = find(server);
    if (known.isPresent()) {
      if (!known.get().equals(fingerprint)) {
        throw new AlreadyKnownException(path);
      }
      return;
    }
    String before = content();
    String separator = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
    String after = before + separator + line(server, fingerprint) + "\n";
    PrivateFiles.write(path, after.getBytes(StandardCharsets.UTF_8));
  }

  /** The line for a server. */
  public static String line(ServerAddress server, Fingerprint fingerprint) {
    return name(server) + " " + fingerprint;
  }

  private static String name(ServerAddress server) {
    return server.toString().toLowerCase(Locale.ROOT);
  }

  private String content() throws IOException {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** A line of the file cannot be parsed. */
  public static final class MalformedLineException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int line;

    MalformedLineException(Path path, int line) {
      super(path + ", line " + line);
      this.line = line;
    }

    /** The number of the line, from 1. */
    public int line() {
      return line;
    }
  }

  /**
   * The file already has another fingerprint for the server. Another process may have saved this
   * fingerprint.
   */
  public static final class AlreadyKnownException extends IOException {
    private static final long serialVersionUID = 1L;

    AlreadyKnownException(Path path) {
      super("another fingerprint is in " + path);
    }
  }
}
