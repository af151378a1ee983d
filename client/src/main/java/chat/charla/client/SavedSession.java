package chat.charla.client;

import chat.charla.client.wire.SavedState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a {@link ChatClient} that must survive the process. Immutable. The application
 * decides where to store it. The state contains the session's secret, so the application must store
 * it where only the session's owner can read it.
 *
 * <p>{@link #toBytes} and {@link #fromBytes} implement one format; with the getters and {@link
 * #builder}, an application can use another.
 */
public final class SavedSession {
  /** The last delivered sequence of a timeline. Immutable. */
  public static final class SavedCursor {
    private final String room;
    private final String epoch;
    private final long afterSequence;

    SavedCursor(String room, String epoch, long afterSequence) {
      this.room = Objects.requireNonNull(room);
      this.epoch = Objects.requireNonNull(epoch);
      this.afterSequence = afterSequence;
    }

    /** The room, or empty for the inbox. */
    public String room() {
      return room;
    }

    /** The epoch of the timeline, or empty if it is not known. */
    public String epoch() {
      return epoch;
    }

    /** The last sequence that was delivered. */
    public long afterSequence() {
      return afterSequence;
    }

    private SavedState.Cursor toProto() {
      return SavedState.Cursor.newBuilder()
          .setRoom(room)
          .setEpoch(epoch)
          .setAfterSequence(afterSequence)
          .build();
    }
  }

  /** A message that has no result yet. Immutable. */
  public static final class SavedMessage {
    private final String clientMessageId;
    private final Target target;
    private final String text;
    private final boolean transmitted;
    private final long firstSentMillis;
    private final boolean neverSent;

    SavedMessage(
        String clientMessageId,
        Target target,
        String text,
        boolean transmitted,
        long firstSentMillis,
        boolean neverSent) {
      if (transmitted && neverSent) {
        throw new IllegalArgumentException("a transmitted message that was never sent");
      }
      this.clientMessageId = Objects.requireNonNull(clientMessageId);
      this.target = Objects.requireNonNull(target);
      this.text = Objects.requireNonNull(text);
      this.transmitted = transmitted;
      this.firstSentMillis = firstSentMillis;
      this.neverSent = neverSent;
    }

    /** The id with which the message is sent again. */
    public String clientMessageId() {
      return clientMessageId;
    }

    /** The room or user that the message is sent to. */
    public Target target() {
      return target;
    }

    /** The text of the message. */
    public String text() {
      return text;
    }

    /**
     * Whether the message had been sent when it was saved. The process may also have sent the
     * message after saving. So the next process must assume that the message may have been posted,
     * unless {@link #wasNeverSent}.
     */
    public boolean wasTransmitted() {
      return transmitted;
    }

    /**
     * The earliest time at which the message may have been sent, in milliseconds since 1970 by the
     * wall clock. For a message that had been sent, this is the time of the first sending; for any
     * other, the time of saving. 0 if the time is unknown. In that case the message is not sent
     * again to a server that recognises repetitions only for a limited time.
     */
    public long firstSentMillis() {
      return firstSentMillis;
    }

    /**
     * Whether the message was certainly never sent: when it was saved, it had not been sent, and
     * the process had already closed the client. The next process then treats the message like a
     * new one, however old it is.
     */
    public boolean wasNeverSent() {
      return neverSent;
    }

    private SavedState.Message toProto() {
      SavedState.Message.Builder message =
          SavedState.Message.newBuilder()
              .setClientMessageId(clientMessageId)
              .setText(text)
              .setTransmitted(transmitted)
              .setFirstSentMillis(firstSentMillis)
              .setNeverSent(neverSent);
      switch (target.kind()) {
        case ROOM -> message.setRoom(target.value());
        case USER_ID -> message.setUserId(target.value());
        case USER_NAME -> message.setUserName(target.value());
      }
      return message.build();
    }
  }

  /** A room command that has no result yet: to enter a room, or to leave it. Immutable. */
  public static final class SavedRoomCommand {
    private final String room;
    private final boolean enter;
    private final boolean transmitted;

    SavedRoomCommand(String room, boolean enter, boolean transmitted) {
      this.room = Objects.requireNonNull(room);
      this.enter = enter;
      this.transmitted = transmitted;
    }

    /** The name of the room. */
    public String room() {
      return room;
    }

    /** True to enter the room, false to leave it. */
    public boolean isEnter() {
      return enter;
    }

    /**
     * Whether this command, or one that it replaced, may have been sent before it was saved. If
     * not, the process may still have sent it after saving.
     */
    public boolean wasTransmitted() {
      return transmitted;
    }

    private SavedState.RoomCommand toProto() {
      return SavedState.RoomCommand.newBuilder()
          .setRoom(room)
          .setEnter(enter)
          .setTransmitted(transmitted)
          .build();
    }
  }

  private final @Nullable String token;
  private final String userId;
  private final boolean account;
  private final @Nullable String name;
  private final @Nullable String joinRequestId;
  private final long lastStreamNumber;
  private final boolean leaving;
  private final List<SavedCursor> cursors;
  private final List<SavedMessage> messages;
  private final List<SavedRoomCommand> roomCommands;

  private SavedSession(Builder builder) {
    token = builder.token;
    userId = builder.userId;
    account = builder.account;
    name = builder.name;
    joinRequestId = builder.joinRequestId;
    lastStreamNumber = builder.lastStreamNumber;
    leaving = builder.leaving;
    cursors = Collections.unmodifiableList(new ArrayList<>(builder.cursors));
    messages = Collections.unmodifiableList(new ArrayList<>(builder.messages));
    roomCommands = Collections.unmodifiableList(new ArrayList<>(builder.roomCommands));
  }

  /** A builder of an empty session, for applications that store sessions in their own format. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads bytes that {@link #toBytes} of any version of the library has written. Fields that only a
   * newer version knows are ignored.
   *
   * @throws IllegalArgumentException if the bytes are damaged, or contain a message to a kind of
   *     target that this version does not know
   */
  public static SavedSession fromBytes(byte[] bytes) {
    SavedState state = SavedSessionFormat.read(bytes);
    Builder session =
        builder()
            .identity(state.hasToken() ? state.getToken() : null, state.getUserId())
            .account(state.getAccount())
            .name(state.hasName() ? state.getName() : null)
            .joinRequestId(state.hasJoinRequestId() ? state.getJoinRequestId() : null)
            .lastStreamNumber(state.getLastStreamNumber())
            .leaving(state.getLeaving());
    state
        .getCursorsList()
        .forEach(
            cursor ->
                session.addCursor(cursor.getRoom(), cursor.getEpoch(), cursor.getAfterSequence()));
    state
        .getMessagesList()
        .forEach(
            message ->
                session.addMessage(
                    new SavedMessage(
                        message.getClientMessageId(),
                        target(message),
                        message.getText(),
                        message.getTransmitted(),
                        message.getFirstSentMillis(),
                        message.getNeverSent() && !message.getTransmitted())));
    state
        .getRoomCommandsList()
        .forEach(
            command ->
                session.addRoom(command.getRoom(), command.getEnter(), command.getTransmitted()));
    return session.build();
  }

  /** Returns this session as bytes with a version and a checksum. */
  public byte[] toBytes() {
    SavedState.Builder state =
        SavedState.newBuilder()
            .setUserId(userId)
            .setAccount(account)
            .setLastStreamNumber(lastStreamNumber)
            .setLeaving(leaving);
    if (token != null) {
      state.setToken(token);
    }
    if (name != null) {
      state.setName(name);
    }
    if (joinRequestId != null) {
      state.setJoinRequestId(joinRequestId);
    }
    cursors.forEach(cursor -> state.addCursors(cursor.toProto()));
    messages.forEach(message -> state.addMessages(message.toProto()));
    roomCommands.forEach(command -> state.addRoomCommands(command.toProto()));
    return SavedSessionFormat.write(state.build());
  }

  private static Target target(SavedState.Message message) {
    return switch (message.getTargetCase()) {
      case ROOM -> Target.room(message.getRoom());
      case USER_ID -> Target.user(message.getUserId());
      case USER_NAME -> Target.userName(message.getUserName());
      case TARGET_NOT_SET ->
          throw new IllegalArgumentException("a message to an unknown kind of target");
    };
  }

  /** The secret that proves the identity, or null if there is no identity. */
  public @Nullable String token() {
    return token;
  }

  /** The identity's public id, or empty if there is no identity. */
  public String userId() {
    return userId;
  }

  /**
   * Whether the identity is an account. If its session has ended, a client does not join as a
   * guest, but stops, so that the user can log in again.
   */
  public boolean isAccount() {
    return account;
  }

  /**
   * The name that the identity held last, or the requested name if there is no identity; null if
   * there is no name.
   */
  public @Nullable String name() {
    return name;
  }

  /**
   * The request id of a {@code Join} that the server may have carried out although no answer
   * arrived, or null. It is as secret as the token.
   */
  public @Nullable String joinRequestId() {
    return joinRequestId;
  }

  /** The number of the newest stream, or 0. */
  public long lastStreamNumber() {
    return lastStreamNumber;
  }

  /**
   * Whether {@link ChatClient#leave} was called and has not completed. If so, {@link
   * ChatClient#start} continues leaving.
   */
  public boolean isLeaving() {
    return leaving;
  }

  /** The last delivered sequence of each timeline. Unmodifiable. */
  public List<SavedCursor> cursors() {
    return cursors;
  }

  /** The messages without a result, in order. Unmodifiable. */
  public List<SavedMessage> messages() {
    return messages;
  }

  /** The room commands without a result, in order. Unmodifiable. */
  public List<SavedRoomCommand> roomCommands() {
    return roomCommands;
  }

  /** Omits everything secret or private. */
  @Override
  public String toString() {
    return (userId.isEmpty() ? "session without identity: " : "session of " + userId + ": ")
        + cursors.size()
        + " cursors, "
        + messages.size()
        + " messages";
  }

  /** Builds a session. Not thread-safe. */
  public static final class Builder {
    private @Nullable String token;
    private String userId = "";
    private boolean account;
    private @Nullable String name;
    private @Nullable String joinRequestId;
    private long lastStreamNumber;
    private boolean leaving;
    private final List<SavedCursor> cursors = new ArrayList<>();
    private final List<SavedMessage> messages = new ArrayList<>();
    private final List<SavedRoomCommand> roomCommands = new ArrayList<>();

    private Builder() {}

    /** See {@link SavedSession#token} and {@link SavedSession#userId}. */
    public Builder identity(@Nullable String token, String userId) {
      this.token = token;
      this.userId = Objects.requireNonNull(userId);
      return this;
    }

    /** See {@link SavedSession#isAccount}. */
    public Builder account(boolean account) {
      this.account = account;
      return this;
    }

    /** See {@link SavedSession#name}. */
    public Builder name(@Nullable String name) {
      this.name = name;
      return this;
    }

    /** See {@link SavedSession#joinRequestId}. */
    public Builder joinRequestId(@Nullable String requestId) {
      this.joinRequestId = requestId;
      return this;
    }

    /** See {@link SavedSession#lastStreamNumber}. */
    public Builder lastStreamNumber(long number) {
      this.lastStreamNumber = number;
      return this;
    }

    /** See {@link SavedSession#isLeaving}. */
    public Builder leaving(boolean leaving) {
      this.leaving = leaving;
      return this;
    }

    /** Adds a cursor. */
    public Builder addCursor(String room, String epoch, long afterSequence) {
      cursors.add(new SavedCursor(room, epoch, afterSequence));
      return this;
    }

    /** Adds a message without a result. The time at which the message was sent is unknown. */
    public Builder addMessage(
        String clientMessageId, Target target, String text, boolean wasTransmitted) {
      return addMessage(clientMessageId, target, text, wasTransmitted, 0);
    }

    /** Adds a message without a result; see {@link SavedMessage#firstSentMillis}. */
    public Builder addMessage(
        String clientMessageId,
        Target target,
        String text,
        boolean wasTransmitted,
        long firstSentMillis) {
      return addMessage(
          new SavedMessage(clientMessageId, target, text, wasTransmitted, firstSentMillis, false));
    }

    /**
     * Adds a message that was certainly never sent; see {@link SavedMessage#wasNeverSent}.
     *
     * @param savedMillis when the message was saved, in milliseconds since 1970; an older version
     *     of the library uses this value as the time at which the message was first sent
     */
    public Builder addNeverSentMessage(
        String clientMessageId, Target target, String text, long savedMillis) {
      return addMessage(new SavedMessage(clientMessageId, target, text, false, savedMillis, true));
    }

    /** Adds a message of another saved session, unchanged. */
    public Builder addMessage(SavedMessage message) {
      messages.add(message);
      return this;
    }

    /** Adds a command to enter or leave a room. */
    public Builder addRoom(String room, boolean enter, boolean wasTransmitted) {
      roomCommands.add(new SavedRoomCommand(room, enter, wasTransmitted));
      return this;
    }

    /** Creates the saved session. */
    public SavedSession build() {
      return new SavedSession(this);
    }
  }
}
