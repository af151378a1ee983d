package chat.charla.cli.settings;

import chat.charla.name.NameFold;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The accounts of one server that the user is logged in to. Each account has a file that only its
 * owner can read, with one line: the token of the session, a space, and the account's name. The
 * file's name is a hash of the account's name, because not every file system can store every name.
 * Passwords are not stored.
 */
public final class AccountStore {
  private static final String SUFFIX = ".account";

  private final Path directory;

  /**
   * Creates the store without reading or writing a file.
   *
   * @param state the program's state directory
   */
  public AccountStore(Path state, ServerAddress server) {
    String host = URLEncoder.encode(server.host().toLowerCase(Locale.ROOT), StandardCharsets.UTF_8);
    directory = state.resolve("accounts").resolve(host + "_" + server.port());
  }

  /** The servers on which the user is or was logged in to an account, sorted. */
  public static List<ServerAddress> servers(Path state) throws IOException {
    List<ServerAddress> servers = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(state.resolve("accounts"))) {
      for (Path directory : directories) {
        server(String.valueOf(directory.getFileName())).ifPresent(servers::add);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // The user has never logged in.
    }
    servers.sort(Comparator.comparing(ServerAddress::toString));
    return servers;
  }

  /** The server whose accounts are in the directory with this name; empty if it is another one. */
  private static Optional<ServerAddress> server(String directory) {
    int end = directory.lastIndexOf('_');
    try {
      String host = URLDecoder.decode(directory.substring(0, end), StandardCharsets.UTF_8);
      int port = Integer.parseInt(directory.substring(end + 1));
      return Optional.of(new ServerAddress(host, port));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** The file of the account with this name, which need not exist. */
  public Path file(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(NameFold.fold(name).getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(hash) + SUFFIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /**
   * The account with this name, if the user is logged in to it.
   *
   * @throws DamagedAccountException if the account's file has no valid content
   * @throws IOException if the account's file cannot be read
   */
  public Optional<StoredAccount> find(String name) throws IOException {
    try {
      return Optional.of(read(file(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * All accounts, sorted by name.
   *
   * @throws DamagedAccountException if a file has no valid content
   * @throws IOException if a file cannot be read
   */
  public List<StoredAccount> all() throws IOException {
    List<StoredAccount> accounts = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        accounts.add(read(file));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // The user has never logged in to this server, or has just logged out.
    }
    accounts.sort(Comparator.comparing(StoredAccount::name));
    return accounts;
  }

  /** Saves the session of an account. Replaces the account's previous session. */
  public void save(StoredAccount account) throws IOException {
    String line = account.token() + " " + account.name() + "\n";
    PrivateFiles.write(file(account.name()), line.getBytes(StandardCharsets.UTF_8));
  }

  /** Deletes the file of the account with this name. */
  public void delete(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  private static StoredAccount read(Path file) throws IOException {
    String content;
    try {
      content = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new DamagedAccountException(file);
    }
    int space = content.indexOf(' ');
    int end = content.indexOf('\n');
    if (space < 0 || end < space + 2 || !TokenFile.isToken(content.substring(0, space))) {
      throw new DamagedAccountException(file);
    }
    return new StoredAccount(content.substring(space + 1, end), content.substring(0, space));
  }

  /** A file has no valid content. */
  public static final class DamagedAccountException extends IOException {
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
}
