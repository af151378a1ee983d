package chat.charla.cli.settings;

import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file with the token of an identity. Whoever reads it is that identity.
 *
 * @param path where it is, or will be
 */
public record TokenFile(Path path) {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /** Whether it is there, so that it can be read and must not be made. */
  public boolean exists() {
    return Files.exists(path);
  }

  /**
   * Reads the token.
   *
   * @return empty if what is in the file cannot be a token
   * @throws IOException if the file cannot be read
   */
  public Optional<String> read() throws IOException {
    String token;
    try {
      token = WhiteSpace.strip(Files.readString(path));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    boolean sound =
        !token.isEmpty() && token.chars().allMatch(letter -> letter > ' ' && letter < 0x7F);
    return sound ? Optional.of(token) : Optional.empty();
  }

  /**
   * Makes the file, readable by its owner only.
   *
   * @throws FileAlreadyExistsException if another process has made it meanwhile: the identity in it
   *     must not be lost
   * @throws FileSystemException if it cannot be made; it names this file in any case
   */
  public void create(String token) throws FileSystemException {
    try {
      PrivateFiles.create(path, (token + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      if (e instanceof FileAlreadyExistsException && exists()) {
        throw new FileAlreadyExistsException(path.toString());
      }
      FileSystemException named = new FileSystemException(path.toString());
      named.initCause(e);
      throw named;
    }
  }

  /** Whether other users of this machine could read or change it, as far as that can be told. */
  public boolean isOpenToOthers() {
    try {
      // A pipe, such as the shell makes for <(command), has permissions that say nothing.
      return Files.isRegularFile(path)
          && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
