package chat.charla.server.admin;

import chat.charla.server.files.OwnerOnlyFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The administration token. The server generates this secret at each start, and writes it into a
 * file that only the user of the server can read. A file beside it has the address of the server.
 * This object keeps only a hash of the token. Thread-safe.
 */
public final class AdminToken {
  /** The name of the file in the data directory. */
  public static final String FILE = "admin-token";

  /** The name of the file with the address of the server, beside the token. */
  public static final String ADDRESS_FILE = "admin-address";

  private static final Logger LOG = System.getLogger(AdminToken.class.getName());
  private static final int SECRET_BYTES = 32;

  private final Path file;
  private final Path addressFile;
  private final SecureRandom random;
  private volatile byte @Nullable [] hash;

  /**
   * Creates an object without a token.
   *
   * @param data the data directory
   */
  public AdminToken(Path data, SecureRandom random) {
    this.file = data.resolve(FILE);
    this.addressFile = data.resolve(ADDRESS_FILE);
    this.random = random;
  }

  /**
   * Generates the token and writes its file. If the file cannot be written, for example because the
   * disk is full, the server works, but cannot be administered. The data directory must exist, and
   * no other server may use the directory.
   */
  public void generate() {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    try {
      OwnerOnlyFiles.write(file, (token + "\n").getBytes(StandardCharsets.US_ASCII));
      hash = hash(token);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "The administration token cannot be written, so the server cannot be administered: {0}",
          e.toString());
    }
  }

  /**
   * Writes the address of the server beside the token, so that a client does not send the token to
   * another server. If that fails, clients use their default address.
   *
   * @param address the host and the port, such as localhost:9998
   */
  public void writeAddress(String address) {
    if (hash == null) {
      return;
    }
    try {
      OwnerOnlyFiles.write(addressFile, (address + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "The address of the server cannot be written beside the administration token: {0}",
          e.toString());
    }
  }

  /** Makes the token invalid, and deletes the files. */
  public void revoke() {
    if (hash == null) {
      return;
    }
    hash = null;
    try {
      Files.deleteIfExists(addressFile);
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The token in the file is not valid any more.
    }
  }

  /**
   * Whether this is the token. Takes a time that does not depend on how many characters are right.
   */
  public boolean matches(String presented) {
    byte[] expected = hash;
    return expected != null && MessageDigest.isEqual(expected, hash(presented));
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every Java has SHA-256.
    }
  }
}
