package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Ends the process when a failure of the virtual machine is logged. gRPC and Netty catch everything
 * that their tasks and their own code throw, log it, and continue.
 */
final class LoggedFailures extends Handler {

  @Override
  public void publish(LogRecord record) {
    ProcessEnd.ifFatal(record.getThrown());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
