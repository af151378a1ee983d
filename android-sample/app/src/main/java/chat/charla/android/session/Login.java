package chat.charla.android.session;

import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the user has entered on the connect screen, without the password. Immutable.
 *
 * <p>A log-in or a registration has a request id, which is saved before the call is made. If the
 * process ends before the answer arrives, the next process makes the same call with the same id. So
 * the server opens only one session, or creates only one account. The id is as secret as the token.
 */
final class Login {
  private static final String NAME = "name";
  private static final String KIND = "kind";
  private static final String REQUEST_ID = "request_id";

  private final @Nullable ServerSettings server;
  private final String name;
  private final EntryKind kind;
  private final String requestId;

  private Login(@Nullable ServerSettings server, String name, EntryKind kind, String requestId) {
    this.server = server;
    this.name = name;
    this.kind = kind;
    this.requestId = requestId;
  }

  /** The login of a guest. */
  static Login asGuest(ServerSettings server, String name) {
    return new Login(server, name, EntryKind.GUEST, "");
  }

  /**
   * A log-in or a registration.
   *
   * @param earlier the login before. If it has the same server, name and kind, and was not answered
   *     with success, the new login continues it with the same request id.
   */
  static Login toAccount(ServerSettings server, String name, EntryKind kind, Login earlier) {
    boolean continued =
        !earlier.requestId.isEmpty()
            && earlier.kind == kind
            && earlier.name.equals(name)
            && server.equals(earlier.server);
    return continued ? earlier : new Login(server, name, kind, newId());
  }

  static Login fromProperties(Properties properties) {
    return new Login(
        ServerSettings.fromProperties(properties),
        properties.getProperty(NAME, ""),
        kind(properties.getProperty(KIND, "")),
        properties.getProperty(REQUEST_ID, ""));
  }

  Properties toProperties() {
    Properties properties = new Properties();
    if (server != null) {
      server.writeTo(properties);
    }
    properties.setProperty(NAME, name);
    properties.setProperty(KIND, kind.name());
    properties.setProperty(REQUEST_ID, requestId);
    return properties;
  }

  /** This login with another request id, because the present one is used up. */
  Login withAnotherId() {
    return new Login(server, name, kind, newId());
  }

  /** The login after a success. The next log-in gets another request id. */
  Login answered() {
    return new Login(server, name, EntryKind.LOG_IN, "");
  }

  /** The server, or null if the user has never entered one. */
  @Nullable ServerSettings server() {
    return server;
  }

  /** The name that the user has entered, or empty. */
  String name() {
    return name;
  }

  EntryKind kind() {
    return kind;
  }

  /** The request id of a log-in or a registration without an answer, otherwise empty. */
  String requestId() {
    return requestId;
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  private static EntryKind kind(String saved) {
    for (EntryKind kind : EntryKind.values()) {
      if (Objects.equals(kind.name(), saved)) {
        return kind;
      }
    }
    return EntryKind.GUEST;
  }
}
