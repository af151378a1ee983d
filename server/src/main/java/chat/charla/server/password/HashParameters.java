package chat.charla.server.password;

/**
 * The costs of a hash.
 *
 * @param memoryKib the memory that is used to compute the hash, in KiB
 * @param passes how many times that memory is rewritten
 * @param lanes how many parts of the memory could be rewritten at the same time
 */
public record HashParameters(int memoryKib, int passes, int lanes) {
  /**
   * The parameters of new hashes: the second choice of OWASP's "Password Storage Cheat Sheet" for
   * Argon2id, which needs less memory than the first choice and is as strong.
   *
   * <p>A hash with these parameters is also computed for a name without an account, so that both
   * answers take the same time. After a change of these parameters, the times are equal only for
   * accounts that have logged in since, because only a log-in replaces the hash. A change of the
   * parameters must solve this.
   */
  public static final HashParameters CURRENT = new HashParameters(19_456, 2, 1);

  /** The largest memory that a stored hash may need, in KiB. */
  private static final int MAX_MEMORY_KIB = 256 * 1024;

  private static final int MIN_KIB_PER_LANE = 8;
  private static final int MAX_PASSES = 100;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public HashParameters {
    if (lanes < 1
        || memoryKib > MAX_MEMORY_KIB
        || memoryKib / MIN_KIB_PER_LANE < lanes
        || passes < 1
        || passes > MAX_PASSES) {
      throw new IllegalArgumentException("parameters of a hash are out of range");
    }
  }
}
