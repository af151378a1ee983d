package chat.charla.cli.settings;

import chat.charla.name.NameFold;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one server that the user is logged in to. Each account has an {@link AccountFile}
 * that only its owner can read. The file's name is a hash of the account's id, because an account
 * keeps its id when the operator gives it another name, and its name may pass to another account.
 * Passwords are not stored.
 *
 * <p>An older version of the program did not store the id, and named the file by a hash of the
 * account's name. Such files are read as well, and replaced when the id is known.
 *
 * <p>Several processes may use a store at the same time. A change takes a lock, so that it does not
 * undo the change of another process.
 */
public final class AccountStore {
  private static final String SUFFIX = ".account";

  /** Locks of files are those of a process, so the threads of this process exclude each other. */
  private static final Object PROCESS = new Object();

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

  /** The file of the account, which need not exist. */
  public Path file(StoredAccount account) {
    return account.id().isEmpty() ? fileByName(account.name()) : fileById(account.id());
  }

  private Path fileById(String id) {
    // No name has a colon, so this is not the file of a name.
    return hashed("id:" + id);
  }

  private Path fileByName(String name) {
    return hashed(NameFold.fold(name));
  }

  private Path hashed(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(hash) + SUFFIX);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /**
   * The account with this name, if the user is logged in to it. If no account has the name, the one
   * that had it before. If several accounts have it, as far as this store knows, the one that was
   * saved last: the others have got another name since. Ignores damaged files.
   *
   * @throws IOException if a file cannot be read
   */
  public Optional<StoredAccount> find(String name) throws IOException {
    Contents contents = contents();
    return contents
        .newest(account -> account.isNamed(name))
        .or(() -> contents.newest(account -> account.wasNamed(name)));
  }

  /**
   * The account with this id, if the user is logged in to it, and the id is known.
   *
   * @throws IOException if a file cannot be read
   */
  public Optional<StoredAccount> findById(String id) throws IOException {
    return contents().newest(account -> !id.isEmpty() && account.id().equals(id));
  }

  /**
   * All accounts, sorted by name.
   *
   * @throws DamagedAccountException if a file has no valid content
   * @throws IOException if a file cannot be read
   */
  public List<StoredAccount> all() throws IOException {
    Contents contents = contents();
    if (contents.damaged != null) {
      throw contents.damaged;
    }
    return contents.sorted();
  }

  /** The accounts whose files are not damaged, sorted by name. */
  public List<StoredAccount> readable() throws IOException {
    return contents().sorted();
  }

  /** The accounts, each with the time at which it was saved. */
  private record Saved(StoredAccount account, FileTime time) {}

  private static final class Contents {
    final List<Saved> saved = new ArrayList<>();
    @Nullable DamagedAccountException damaged;

    Optional<StoredAccount> newest(Predicate<StoredAccount> wanted) {
      return saved.stream()
          .filter(one -> wanted.test(one.account()))
          .max(Comparator.comparing(Saved::time))
          .map(Saved::account);
    }

    List<StoredAccount> sorted() {
      return saved.stream()
          .map(Saved::account)
          .sorted(Comparator.comparing(StoredAccount::name))
          .toList();
    }
  }

  private Contents contents() throws IOException {
    Contents contents = new Contents();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        try {
          contents.saved.add(new Saved(AccountFile.read(file), Files.getLastModifiedTime(file)));
        } catch (DamagedAccountException e) {
          contents.damaged = e;
        } catch (NoSuchFileException e) {
          // Another process has just deleted it.
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // The user has never logged in to this server.
    }
    return contents;
  }

  /**
   * Saves a new session of an account. Replaces the account's previous session, and keeps its
   * former names. A damaged file of an older version for this name is deleted.
   */
  public void save(String id, String name, String token) throws IOException {
    locked(
        () -> {
          StoredAccount fresh = new StoredAccount(id, name, token);
          Optional<StoredAccount> before = id.isEmpty() ? Optional.empty() : findById(id);
          AccountFile.write(
              file(fresh), before.map(old -> old.known(id, name).withToken(token)).orElse(fresh));
          if (isDamaged(fileByName(name))) {
            Files.deleteIfExists(fileByName(name));
          }
        });
  }

  /**
   * Records the id and the present name of an account. Does nothing if another process has saved
   * another session of the account meanwhile, or has logged out.
   *
   * @return the account as it is known now
   */
  public StoredAccount update(StoredAccount account, String id, String name) throws IOException {
    StoredAccount known = account.known(id, name);
    if (id.isEmpty() || known.equals(account)) {
      return account;
    }
    locked(
        () -> {
          if (isCurrent(account)) {
            AccountFile.write(file(known), known);
            if (!file(known).equals(file(account))) {
              Files.deleteIfExists(file(account));
            }
          }
        });
    return known;
  }

  /** Deletes the file of the account, unless another process has saved another session of it. */
  public void delete(StoredAccount account) throws IOException {
    locked(
        () -> {
          if (isCurrent(account)) {
            Files.deleteIfExists(file(account));
          }
        });
  }

  private boolean isCurrent(StoredAccount account) throws IOException {
    try {
      return AccountFile.read(file(account)).token().equals(account.token());
    } catch (NoSuchFileException | DamagedAccountException e) {
      return false;
    }
  }

  private static boolean isDamaged(Path file) throws IOException {
    try {
      AccountFile.read(file);
      return false;
    } catch (NoSuchFileException e) {
      return false;
    } catch (DamagedAccountException e) {
      return true;
    }
  }

  private interface Change {
    void make() throws IOException;
  }

  private void locked(Change change) throws IOException {
    synchronized (PROCESS) {
      PrivateFiles.createDirectories(directory);
      try (FileChannel lock =
          FileChannel.open(
              directory.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PrivateFiles.permissions("rw-------"))) {
        lock(lock);
        change.make();
      }
    }
  }

  /** Waits for the lock, which ends when the channel is closed. */
  private static void lock(FileChannel channel) {
    try {
      channel.lock();
    } catch (IOException e) {
      // This file system has no locks. Files are still replaced atomically.
    }
  }
}
