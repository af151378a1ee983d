package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogLevelsTest {
  /** Otherwise Netty makes a record of each frame, with a stack trace, whether it is logged or not. */
  @Test
  void framesAreNotDescribed() {
    LogLevels.limit();

    Logger frames = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");
    assertFalse(frames.isLoggable(Level.FINE));
    assertFalse(frames.isLoggable(Level.WARNING));
    assertTrue(frames.isLoggable(Level.SEVERE));
  }
}
