package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Ends the process when a failure of the virtual machine is logged. gRPC and Netty catch whatever
 * is thrown in what they run, their own code included, log it, and go on with what is left.
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
