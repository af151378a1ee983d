package chat.charla.server.password;

import java.util.concurrent.CompletionStage;

/** Computes hashes of passwords. Thread-safe. */
public interface Hasher {
  /** The length of a new hash, in bytes. */
  int TAG_BYTES = 32;

  /** How many hashes may be computed at the same time. The caller must not begin more. */
  int maxConcurrent();

  /**
   * Computes the Argon2id tag of a password.
   *
   * @param password the bytes to hash, which must not change until the stage completes
   * @param tagBytes the length of the tag
   */
  CompletionStage<byte[]> tag(
      byte[] password, byte[] salt, HashParameters parameters, int tagBytes);
}
