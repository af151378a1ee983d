package chat.charla.server.chat;

import chat.charla.server.identity.Expiry;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.Sessions;
import chat.charla.v1.ListSessionsResponse;
import com.google.protobuf.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Describes the sessions of an identity to one of them, or to the operator. Owned by the core. */
final class SessionLists {
  private final Sessions sessions;
  private final Expiry expiry;
  private final InstantSource clock;

  /**
   * Creates an object that describes these sessions.
   *
   * @param expiry says when a session expires
   * @param clock the wall clock
   */
  SessionLists(Sessions sessions, Expiry expiry, InstantSource clock) {
    this.sessions = sessions;
    this.expiry = expiry;
    this.clock = clock;
  }

  /** The sessions of the caller's identity, the most recently used first. */
  ListSessionsResponse sessions(Session caller) {
    return ListSessionsResponse.newBuilder()
        .addAllSessions(list(caller.identity(), caller))
        .build();
  }

  /**
   * Describes the sessions of an identity, the most recently used first.
   *
   * @param caller the session that asks for the list; null for the operator
   */
  List<chat.charla.v1.Session> list(Identity identity, @Nullable Session caller) {
    return sessions.active(identity).stream().map(session -> describe(session, caller)).toList();
  }

  /**
   * Describes a session.
   *
   * @param caller the session that asks for the description; null for the operator
   */
  chat.charla.v1.Session describe(Session session, @Nullable Session caller) {
    chat.charla.v1.Session.Builder described =
        chat.charla.v1.Session.newBuilder()
            .setId(session.id())
            .setLabel(session.stored().getLabel())
            .setSeenTime(seconds(clock.instant().minus(sessions.silence(session)).getEpochSecond()))
            .setExpireTime(seconds(expiry.expirySeconds(session)))
            .setOnline(session.stream() != null)
            .setCurrent(session == caller);
    for (int scope : session.stored().getAccessToken().getScopesList()) {
      described.addScopesValue(scope);
    }
    long created = session.stored().getCreateMillis();
    if (created != 0) {
      described.setCreateTime(seconds(TimeUnit.MILLISECONDS.toSeconds(created)));
    }
    return described.build();
  }

  private static Timestamp seconds(long epochSecond) {
    return Timestamp.newBuilder().setSeconds(epochSecond).build();
  }
}
