package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameLogger;
import io.grpc.netty.shaded.io.netty.handler.logging.LogLevel;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A program that starts as the server does, and logs as gRPC does. */
final class LoggingTransport {
  private static final String TRANSPORT = "io.grpc.netty.shaded.io.grpc.netty.";
  private static final String HANDLER = TRANSPORT + "NettyServerHandler";
  private static final String STREAM = TRANSPORT + "NettyServerStream";

  private LoggingTransport() {}

  /**
   * Logs the failure that the argument names; exits with 0 unless this failure ends the process.
   */
  public static void main(String[] arguments) {
    ProcessEnd.prepare();
    LogLevels.limit();
    OutOfMemoryError failure = new OutOfMemoryError();
    switch (arguments[0]) {
      case "frames" -> {
        // gRPC creates a frame logger for each connection.
        Http2FrameLogger frames = new Http2FrameLogger(LogLevel.DEBUG, HANDLER);
        System.err.println("frames are logged: " + frames.isEnabled());
      }
      case "connection" ->
          Logger.getLogger(HANDLER).log(Level.FINE, "Connection Error", new IOException(failure));
      case "stream" -> Logger.getLogger(HANDLER).log(Level.WARNING, "Stream Error", failure);
      case "message" ->
          Logger.getLogger(STREAM).log(Level.WARNING, "Exception processing message", failure);
      case "client" -> {
        Logger.getLogger(HANDLER).log(Level.WARNING, "Stream Error", new IOException());
        System.err.println("still running");
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }
}
