package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Ends the process when a failure of the virtual machine is logged. This handler is necessary
 * because gRPC and Netty catch and log every exception of their tasks and of their own code, and
 * continue.
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
