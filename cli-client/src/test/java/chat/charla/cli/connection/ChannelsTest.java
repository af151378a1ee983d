package chat.charla.cli.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.settings.ServerAddress;
import org.junit.jupiter.api.Test;

class ChannelsTest {
  /** The property is process-wide, so a change would affect other code. */
  @Test
  void restoresTheTrustStoreProperty() {
    String before = System.getProperty("javax.net.ssl.trustStore");
    ServerAddress address = new ServerAddress("localhost", ServerAddress.DEFAULT_PORT);
    Channels.open(Route.plaintext(address)).close();
    assertEquals(before, System.getProperty("javax.net.ssl.trustStore"));
  }
}
