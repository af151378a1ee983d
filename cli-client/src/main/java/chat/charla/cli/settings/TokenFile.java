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
 * A file with the token of an identity. A program that has the token has full access to the
 * identity.
 *
 * @param path the path of the file, which need not exist
 */
public record TokenFile(Path path) {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /** Whether the file exists. */
  public boolean exists() {
    return Files.exists(path);
  }

  /**
   * Reads the token.
   *
   * @return empty if the content cannot be a token
   * @throws IOException if the file cannot be read
   */
  public Optional<String> read() throws IOException {
    String token;
    try {
      token = WhiteSpace.strip(Files.readString(path));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    return isToken(token) ? Optional.of(token) : Optional.empty();
  }

  /** Whether a text can be a token: it has visible ASCII characters only. */
  public static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(letter -> letter > ' ' && letter < 0x7F);
  }

  /**
   * Creates the file, readable by its owner only.
   *
   * @throws FileAlreadyExistsException if another process has created the file meanwhile; the file
   *     is unchanged, so that the other identity's token is not lost
   * @throws FileSystemException if the file cannot be created; the exception always names {@code
   *     path}
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

  /**
   * Whether other users of this machine can read or change the file; false if the permissions are
   * unknown.
   */
  public boolean isOpenToOthers() {
    try {
      // A pipe, such as the shell's <(command), has permissions that do not matter.
      return Files.isRegularFile(path)
          && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
