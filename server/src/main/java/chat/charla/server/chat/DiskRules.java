package chat.charla.server.chat;

import chat.charla.server.disk.DiskLevel;
import chat.charla.server.refusal.Refusal;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Refuses requests while the disk is nearly full: first the messages of authors or addresses that
 * have written much, then everything that takes space. Reads are still allowed, and so are changes
 * that replace a record. Owned by the core.
 */
final class DiskRules {
  private final Supplier<DiskLevel> disk;

  DiskRules(Supplier<DiskLevel> disk) {
    this.disk = disk;
  }

  /**
   * The reason to refuse a new message; empty if there is none.
   *
   * @param hasWrittenMuch whether the author or its address has written much lately; called only if
   *     the answer depends on it
   */
  Optional<Refusal> messageRefusal(BooleanSupplier hasWrittenMuch) {
    return switch (disk.get()) {
      case ENOUGH -> Optional.empty();
      case LOW -> hasWrittenMuch.getAsBoolean() ? Optional.of(Refusal.diskLow()) : Optional.empty();
      case TOO_LOW -> Optional.of(Refusal.diskLow());
    };
  }

  /** The reason to refuse a new identity or a new room; empty if there is none. */
  Optional<Refusal> creationRefusal() {
    return disk.get() == DiskLevel.TOO_LOW ? Optional.of(Refusal.diskLow()) : Optional.empty();
  }
}
