package chat.charla.server;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Logs less during each test of a class whose tests cause warnings on purpose. */
public final class QuietLog implements BeforeEachCallback, AfterEachCallback {
  private static final Logger LOG = Logger.getLogger("chat.charla");

  private final Level lowest;

  /**
   * Logs no message below a level.
   *
   * @param lowest the lowest level that is logged; {@link Level#OFF} to log nothing
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
