package chat.charla.server.password;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Computes Argon2id (RFC 9106). An object keeps the memory that a hash with {@link
 * HashParameters#CURRENT} needs, about 20 MB. Allocating this memory for each hash would cause a
 * garbage collection for each hash, and so delay messages. Bouncy Castle overwrites the memory
 * after each hash. Not thread-safe.
 */
final class Argon2 {
  private final Argon2BytesGenerator.BlockPool memory =
      new Argon2BytesGenerator.FixedBlockPool(HashParameters.CURRENT.memoryKib());

  /** See {@link Hasher#tag}. */
  byte[] tag(byte[] password, byte[] salt, HashParameters parameters, int tagBytes) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(parameters.memoryKib())
            .withIterations(parameters.passes())
            .withParallelism(parameters.lanes())
            .withSalt(salt)
            .withBlockPool(memory)
            .build());
    byte[] tag = new byte[tagBytes];
    generator.generateBytes(password, tag);
    return tag;
  }
}
