package chat.charla.server.admin;

import chat.charla.server.files.OwnerOnly;
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
 * The administration token: a secret that the server makes at each start and writes into a file
 * that only the user of the server can read, with the address of the server in a file beside it.
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
   * Prepares the token, and makes nothing yet.
   *
   * @param data the data directory
   */
  public AdminToken(Path data, SecureRandom random) {
    this.file = data.resolve(FILE);
    this.addressFile = data.resolve(ADDRESS_FILE);
    this.random = random;
  }

  /**
   * Makes the token. If the file cannot be written, because the disk is full for example, the
   * server works, but cannot be administered. The data directory must exist, and no other server
   * may use it.
   */
  public void make() {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    try {
      OwnerOnly.write(file, (token + "\n").getBytes(StandardCharsets.US_ASCII));
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
  public void listens(String address) {
    if (hash == null) {
      return;
    }
    try {
      OwnerOnly.write(addressFile, (address + "\n").getBytes(StandardCharsets.UTF_8));
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

  /** Whether this is the token. The time does not depend on how much of the token is right. */
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
