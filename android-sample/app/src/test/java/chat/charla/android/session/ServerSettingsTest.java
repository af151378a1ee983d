package chat.charla.android.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import java.util.Properties;
import org.junit.Test;

public class ServerSettingsTest {
  @Test
  public void thePortIsOptional() {
    assertParsed("chat.example.org", 9998, "chat.example.org");
    assertParsed("10.0.2.2", 9998, " 10.0.2.2:9998 ");
    assertParsed("chat.example.org", 9998, "\u00a0chat.example.org\u202f");
    assertParsed("chat.example.org", 443, "chat.example.org:443");
    assertParsed("::1", 9998, "[::1]");
    assertParsed("::1", 7, "[::1]:7");
    assertParsed("fe80::1", 9998, "fe80::1");
  }

  @Test
  public void invalidInputIsRefused() {
    for (String typed :
        new String[] {
          "",
          " ",
          ":1",
          "a:",
          "a:0",
          "a:65536",
          "a:1x",
          "a b",
          "https://a",
          "u@a",
          "[::1",
          "[::1]7",
          "[::1]:",
          "a/b"
        }) {
      assertNull(typed, ServerSettings.parse(typed, false, ""));
    }
  }

  @Test
  public void settingsSurviveProperties() {
    ServerSettings settings = new ServerSettings("::1", 7, true, "-----BEGIN\nñ\n");
    Properties properties = new Properties();

    settings.writeTo(properties);

    assertEquals(settings, ServerSettings.fromProperties(properties));
    assertEquals("[::1]:7", settings.address());
    assertNull(ServerSettings.fromProperties(new Properties()));
  }

  private static void assertParsed(String host, int port, String typed) {
    assertEquals(
        new ServerSettings(host, port, true, "pem"), ServerSettings.parse(typed, true, "pem"));
    ServerSettings settings = new ServerSettings(host, port, false, "");
    assertEquals(settings, ServerSettings.parse(settings.address(), false, ""));
  }
}
