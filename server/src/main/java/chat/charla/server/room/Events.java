package chat.charla.server.room;

import chat.charla.v1.Event;
import chat.charla.v1.ServerNotice;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.User;
import chat.charla.v1.UserBack;
import chat.charla.v1.UserCountChanged;
import chat.charla.v1.UserJoined;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import chat.charla.v1.UserReconnecting;
import chat.charla.v1.UserRenamed;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.InstantSource;

/** Builds the ephemeral events of rooms, and the timestamps of ephemeral and durable events. */
final class Events {
  private final InstantSource clock;

  Events(InstantSource clock) {
    this.clock = clock;
  }

  Timestamp now() {
    return Timestamps.of(instant());
  }

  /** The present time. */
  Instant instant() {
    return clock.instant();
  }

  /** The present time, in milliseconds since 1970. */
  long nowMillis() {
    return clock.millis();
  }

  byte[] joined(String room, User user) {
    return of(room)
        .setActor(user)
        .setUserJoined(UserJoined.getDefaultInstance())
        .build()
        .toByteArray();
  }

  byte[] left(String room, User user, UserLeftReason reason) {
    return of(room)
        .setActor(user)
        .setUserLeft(UserLeft.newBuilder().setReason(reason))
        .build()
        .toByteArray();
  }

  byte[] reconnecting(String room, User user) {
    return of(room)
        .setActor(user)
        .setUserReconnecting(UserReconnecting.getDefaultInstance())
        .build()
        .toByteArray();
  }

  byte[] reconnected(String room, User user) {
    return of(room).setActor(user).setUserBack(UserBack.getDefaultInstance()).build().toByteArray();
  }

  byte[] renamed(String room, User user, String previousName) {
    return of(room)
        .setActor(user)
        .setUserRenamed(UserRenamed.newBuilder().setPreviousName(previousName))
        .build()
        .toByteArray();
  }

  byte[] userCount(String room, int count) {
    return of(room)
        .setUserCountChanged(UserCountChanged.newBuilder().setUserCount(count))
        .build()
        .toByteArray();
  }

  byte[] notice(String room, ServerNoticeCode code) {
    return of(room).setServerNotice(ServerNotice.newBuilder().setCode(code)).build().toByteArray();
  }

  byte[] operatorNotice(String room, String text) {
    return of(room)
        .setServerNotice(
            ServerNotice.newBuilder()
                .setCode(ServerNoticeCode.SERVER_NOTICE_CODE_OPERATOR)
                .putParameters("text", text))
        .build()
        .toByteArray();
  }

  private Event.Builder of(String room) {
    return Event.newBuilder().setRoom(room).setCreateTime(now());
  }
}
