package chat.charla.cli.command;

import chat.charla.cli.chat.state.SessionStore;
import chat.charla.cli.settings.AccountStore;
import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.client.SavedSession;
import chat.charla.v1.User;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An identity that later runs of the program also use. The token of an account is in the {@link
 * AccountStore}, that of a guest in a file that the user chooses. The cursors and the pending
 * messages are in a file in the program's state directory. Each file can be read only by its owner.
 */
final class SavedIdentity implements SessionStore {
  private final TokenKeeper keeper;
  private final boolean keepsGuests;
  private final boolean account;
  private final Path directory;
  private final String server;
  private @Nullable String token;

  /** Saves the token of a session, and the name of its account. */
  @FunctionalInterface
  private interface TokenKeeper {
    /**
     * Called for each session that is saved.
     *
     * @param fresh whether the token is another one than before
     */
    void keep(SavedSession session, String token, boolean fresh) throws IOException;
  }

  /** Keeps the token of an account, and its name, which may change. */
  private static final class AccountKeeper implements TokenKeeper {
    private final AccountStore store;
    private @Nullable StoredAccount stored;

    AccountKeeper(AccountStore store, @Nullable StoredAccount stored) {
      this.store = store;
      this.stored = stored;
    }

    @Override
    public void keep(SavedSession session, String token, boolean fresh) throws IOException {
      String known = session.name();
      StoredAccount before = stored;
      if (fresh) {
        String name = known == null ? session.userId() : known;
        store.save(session.userId(), name, token);
        stored = new StoredAccount(session.userId(), name, token);
      } else if (before != null && known != null) {
        stored = store.update(before, session.userId(), known);
      }
    }
  }

  /**
   * An identity whose token is in a file. Reads and writes no file yet.
   *
   * @param token the token in {@code tokenFile}, or null if there is none
   * @param state the program's state directory
   */
  static SavedIdentity inFile(
      Path tokenFile, @Nullable String token, Path state, ServerAddress server) {
    TokenKeeper keeper =
        (session, now, fresh) -> {
          if (fresh) {
            PrivateFiles.write(tokenFile, (now + "\n").getBytes(StandardCharsets.UTF_8));
          }
        };
    return new SavedIdentity(keeper, true, false, token, state, server);
  }

  /**
   * An account that the user is logged in to. Reads and writes no file yet. Guests are not kept.
   *
   * @param account the account, or null for a guest who may log in to one later
   * @param state the program's state directory
   */
  static SavedIdentity account(@Nullable StoredAccount account, Path state, ServerAddress server) {
    TokenKeeper keeper = new AccountKeeper(new AccountStore(state, server), account);
    String token = account == null ? null : account.token();
    return new SavedIdentity(keeper, false, account != null, token, state, server);
  }

  private SavedIdentity(
      TokenKeeper keeper,
      boolean keepsGuests,
      boolean account,
      @Nullable String token,
      Path state,
      ServerAddress server) {
    this.keeper = keeper;
    this.keepsGuests = keepsGuests;
    this.account = account;
    this.token = token;
    this.directory = state.resolve("sessions");
    // The names of existing files depend on this text, so its format must not change.
    this.server = server.host() + ": " + server.port();
  }

  /**
   * Returns the saved session, or null if there is no token yet. If the session's file is missing
   * or damaged, the result has only the token and the name.
   *
   * @param name the name to use if the session's file is missing or damaged
   */
  @Nullable SavedSession read(@Nullable String name) throws IOException {
    String known = token;
    if (known == null) {
      return null;
    }
    try {
      SavedSession saved = SavedSession.fromBytes(Files.readAllBytes(file(known)));
      if (known.equals(saved.token())) {
        return saved;
      }
    } catch (NoSuchFileException | IllegalArgumentException e) {
      // Only the cursors and pending messages are lost. The token is enough to use the identity.
    }
    return SavedSession.builder().identity(known, "").account(account).name(name).build();
  }

  /**
   * Moves the cursors and pending messages of an account to a new session, which the user has
   * opened by logging in again. Does nothing if they belong to another identity.
   */
  void moveTo(String newToken, User self) throws IOException {
    String before = token;
    SavedSession saved = read(null);
    if (before == null || saved == null || !saved.userId().equals(self.getId())) {
      return;
    }
    SavedSession.Builder moved =
        SavedSession.builder()
            .identity(newToken, self.getId())
            .account(true)
            .name(self.getName())
            .lastStreamNumber(saved.lastStreamNumber());
    saved
        .cursors()
        .forEach(cursor -> moved.addCursor(cursor.room(), cursor.epoch(), cursor.afterSequence()));
    saved.messages().forEach(moved::addMessage);
    saved
        .roomCommands()
        .forEach(
            command -> moved.addRoom(command.room(), command.isEnter(), command.wasTransmitted()));
    PrivateFiles.write(file(newToken), moved.build().toBytes());
    Files.deleteIfExists(file(before));
  }

  /** Deletes the cursors and pending messages. */
  void forget() throws IOException {
    String known = token;
    if (known != null) {
      Files.deleteIfExists(file(known));
    }
  }

  @Override
  public boolean keeps(SavedSession session) {
    return keepsGuests || session.isAccount();
  }

  @Override
  public void save(SavedSession session) throws IOException {
    String now = session.token();
    if (now == null || !keeps(session)) {
      // There is no identity to keep, or it has ended: keep the files as they are.
      return;
    }
    keeper.keep(session, now, !now.equals(token));
    token = now;
    PrivateFiles.write(file(now), session.toBytes());
  }

  /**
   * The file of the session with this token. The file's name is a hash, which does not reveal the
   * token.
   */
  private Path file(String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(server.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      byte[] hash = digest.digest(secret.getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
