package chat.charla.cli.command;

import chat.charla.cli.chat.SessionStore;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.settings.PrivateFiles;
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
 * Somebody who is the same in the next process: the token is in a file of the user's choice, and
 * how far they have read, and what is still to be sent, in one of the program's own. Both are the
 * owner's alone.
 */
final class LastingIdentity implements SessionStore {
  private final Path tokenFile;
  private final Path directory;
  private final String server;
  private @Nullable String token;

  /**
   * Nothing is read or written yet.
   *
   * @param state the program's directory for what it remembers
   * @param token the present content of the file, or null if there is none
   */
  LastingIdentity(Path tokenFile, @Nullable String token, Path state, ServerAddress server) {
    this.tokenFile = tokenFile;
    this.token = token;
    this.directory = state.resolve("sessions");
    // A part of the names of files that are there: so it stays as it is.
    this.server = server.host() + ": " + server.port();
  }

  /**
   * The saved session; if its file is missing or damaged, a session with the token only; null if
   * there is no token yet.
   *
   * @param name what to be called, if that is lost
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
      // Then only what was missed is not known: an identity needs nothing but its token.
    }
    return SavedSession.builder().identity(known, "").name(name).build();
  }

  @Override
  public void save(SavedSession session) throws IOException {
    String now = session.token();
    if (now == null) {
      // There is no identity, or it has ended: neither the session nor the token can be used.
      return;
    }
    if (!now.equals(token)) {
      PrivateFiles.write(tokenFile, (now + "\n").getBytes(StandardCharsets.UTF_8));
      token = now;
    }
    PrivateFiles.write(file(now), session.toBytes());
  }

  /** The name of the file tells nobody the token. */
  private Path file(String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(server.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      byte[] hash = digest.digest(secret.getBytes(StandardCharsets.UTF_8));
      return directory.resolve(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
