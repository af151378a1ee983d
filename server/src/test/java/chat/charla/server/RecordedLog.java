package chat.charla.server;

import chat.charla.testkit.Recording;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Records what a logger logs during one test, level and message, instead of printing it. */
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

  /** What has been logged so far. */
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
