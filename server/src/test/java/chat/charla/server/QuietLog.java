package chat.charla.server;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Logs less during each test of a class, because these tests cause what the server warns of. */
public final class QuietLog implements BeforeEachCallback, AfterEachCallback {
  private static final Logger LOG = Logger.getLogger("chat.charla");

  private final Level lowest;

  /**
   * Leaves out what is below a level.
   *
   * @param lowest the lowest level that is logged; {@link Level#OFF} for nothing
   */
  public QuietLog(Level lowest) {
    this.lowest = lowest;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    LOG.setLevel(lowest);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    LOG.setLevel(null);
  }
}
