package chat.charla.cli.command;

import chat.charla.cli.chat.state.SessionStore;
import chat.charla.cli.settings.PrivateFiles;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.client.SavedSession;
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
 * An identity that later runs of the program also use. The token is in a file that the user
 * chooses; the cursors and the pending messages are in a file in the program's state directory.
 * Each file can be read only by its owner.
 */
final class SavedIdentity implements SessionStore {
  private final Path tokenFile;
  private final Path directory;
  private final String server;
  private @Nullable String token;

  /**
   * Creates the store without reading or writing a file.
   *
   * @param state the program's state directory
   * @param token the token in {@code tokenFile}, or null if there is none
   */
  SavedIdentity(Path tokenFile, @Nullable String token, Path state, ServerAddress server) {
    this.tokenFile = tokenFile;
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
    return SavedSession.builder().identity(known, "").name(name).build();
  }

  @Override
  public void save(SavedSession session) throws IOException {
    String now = session.token();
    if (now == null) {
      // There is no identity, or it has ended: keep the files as they are.
      return;
    }
    if (!now.equals(token)) {
      PrivateFiles.write(tokenFile, (now + "\n").getBytes(StandardCharsets.UTF_8));
      token = now;
    }
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
