package chat.charla.server;

import chat.charla.testkit.Recording;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Records the level and message of each line that a logger logs during a test; prints nothing. */
public final class RecordedLog implements BeforeEachCallback, AfterEachCallback {
  private final Logger logger;
  private final Recording<String> lines = new Recording<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          lines.add(entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Records the logger of this name. */
  public RecordedLog(String logger) {
    this.logger = Logger.getLogger(logger);
  }

  /** The lines that the test has logged until now, such as "WARNING text". */
  public Recording<String> lines() {
    return lines;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    logger.addHandler(recorder);
    logger.setUseParentHandlers(false);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    logger.setUseParentHandlers(true);
    logger.removeHandler(recorder);
  }
}
