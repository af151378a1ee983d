package chat.charla.server.chat;

import chat.charla.name.NameFold;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.UnusedIdentities;
import chat.charla.server.limit.Origin;
import chat.charla.server.limit.Quota;
import chat.charla.server.log.TimelineId;
import chat.charla.server.name.NameLimits;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Post;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.room.SendAllowance;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rate limits of messages and of their bytes, and posts the messages that they allow.
 * Owned by the core.
 *
 * <p>A repetition does not count for the limits of messages and bytes. Only the room or inbox knows
 * whether a send is a repetition, and how many bytes the send adds to the disk. So the {@link Post}
 * counts the send, through its {@link SendOrder.Turn}, when the room or inbox decides on the send.
 */
final class MessageGate {
  /** The name of a room never has more bytes than this. */
  private static final int MAX_ROOM_BYTES = 32 * NameLimits.MAX_CODE_POINTS;

  private final Rates rates;
  private final DiskRules disk;
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final UnusedIdentities unused;
  private final ChatFigures figures;

  MessageGate(
      Rates rates,
      DiskRules disk,
      Rooms rooms,
      Inboxes inboxes,
      UnusedIdentities unused,
      ChatFigures figures) {
    this.rates = rates;
    this.disk = disk;
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.unused = unused;
    this.figures = figures;
  }

  /**
   * Posts a message to a room or a user.
   *
   * @param call the call with the message
   */
  void send(
      Session session,
      CommandCall call,
      SendMessageRequest request,
      Consumer<Outcome<SendMessageResponse>> answer) {
    Consumer<Outcome<SendMessageResponse>> reply =
        outcome -> {
          figures.countSend(outcome);
          answer.accept(outcome);
        };
    Identity identity = session.identity();
    Origin origin = call.origin();
    // Count every send for the limit of repetitions, before the room or inbox looks for its
    // receipt, which is expensive. If the send turns out to be new, settled() undoes this count.
    Allowance repeats = rates.allowance(Quota.REPEATS, session, origin);
    Optional<Refusal> excess = repeats.take();
    SendAllowance limits = new SendLimits(session, origin);
    Refusal invalid = contentRefusal(request);
    if (invalid != null) {
      // An invalid send cannot be a repetition, so it is refused here. It still counts for the
      // limit of messages.
      Refusal refusal = excess.or(limits::take).orElse(invalid);
      rates.refused(excess.isPresent() ? Quota.REPEATS : Quota.MESSAGES, session, refusal);
      reply.accept(Outcome.refused(refusal));
      return;
    }
    Room room = request.hasRoom() ? rooms.find(request.getRoom()) : null;
    TimelineId timeline =
        request.hasRoom()
            ? TimelineId.room(NameFold.fold(request.getRoom()))
            : TimelineId.inbox(identity.id());
    String id = request.getClientMessageId();
    SendOrder.Turn turn = call.turn(timeline, id, limits);
    if (excess.isPresent()) {
      turn.refused(excess.get());
      rates.refused(Quota.REPEATS, session, excess.get());
      reply.accept(Outcome.refused(excess.get()));
      return;
    }
    if (request.hasRoom() && (room == null || room.isDamaged())) {
      // A send to an unknown room cannot be a repetition either. But if the send is refused with a
      // retry delay, it blocks later sends, because the room may exist when the client repeats the
      // send. The server cannot recognise repetitions in a damaged room.
      Refusal refusal =
          turn.take().orElse(room == null ? Refusal.roomNotFound() : Refusal.roomDamaged());
      refused(session, turn, refusal);
      reply.accept(Outcome.refused(refusal));
      return;
    }
    unused.markUsed(identity);
    Post post =
        new Post(
            identity,
            request,
            turn,
            outcome -> {
              try {
                outcome.match(
                    done -> settled(turn, done, repeats),
                    refusal -> refused(session, turn, refusal));
              } finally {
                reply.accept(outcome);
              }
            });
    if (room == null) {
      inboxes.post(post);
    } else {
      room.post(post);
    }
  }

  /** The reason to refuse the send for its content; null if there is none. */
  private @Nullable Refusal contentRefusal(SendMessageRequest request) {
    if (request.getClientMessageIdBytes().size() > ContractLimits.MAX_MESSAGE_ID_BYTES) {
      return Refusal.field(
          ErrorReason.ERROR_REASON_MESSAGE_ID_INVALID,
          "client_message_id",
          "longer than " + ContractLimits.MAX_MESSAGE_ID_BYTES + " bytes");
    }
    return switch (request.getTargetCase()) {
      case ROOM -> isRoomName(request) ? null : Refusal.roomNotFound();
      case USER_ID, USER_NAME -> null;
      case TARGET_NOT_SET ->
          Refusal.argument("target", "the target is missing, or this server does not know it");
    };
  }

  /**
   * Whether the name is short enough for a room. The server neither folds nor stores a longer name.
   */
  private static boolean isRoomName(SendMessageRequest request) {
    return request.getRoomBytes().size() <= MAX_ROOM_BYTES;
  }

  private static void settled(SendOrder.Turn turn, SendMessageResponse done, Allowance repeats) {
    turn.settled();
    if (!done.getDuplicate()) {
      repeats.giveBack();
    }
  }

  private void refused(Session session, SendOrder.Turn turn, Refusal refusal) {
    turn.refused(refusal);
    if (!turn.isBlockedRefusal(refusal)) {
      boolean forBytes = Quota.BYTES.tag().equals(refusal.metadata().get("limit"));
      rates.refused(forBytes ? Quota.BYTES : Quota.MESSAGES, session, refusal);
    }
  }

  /**
   * The limits of one send: the rate of messages, the free space of the disk, and the rate of
   * bytes.
   */
  private final class SendLimits implements SendAllowance {
    private final Session session;
    private final Origin origin;
    private @Nullable Allowance message;
    private @Nullable Allowance bytes;

    SendLimits(Session session, Origin origin) {
      this.session = session;
      this.origin = origin;
    }

    @Override
    public Optional<Refusal> take() {
      Allowance allowance = rates.allowance(Quota.MESSAGES, session, origin);
      Optional<Refusal> excess = allowance.take();
      message = excess.isEmpty() ? allowance : null;
      return excess;
    }

    @Override
    public Optional<Refusal> takeBytes(long amount) {
      Allowance allowance = rates.allowance(Quota.BYTES, amount, session, origin);
      Optional<Refusal> excess =
          disk.messageRefusal(() -> rates.isMoreThanHalfUsed(Quota.BYTES, amount, session, origin))
              .or(allowance::take);
      bytes = excess.isEmpty() ? allowance : null;
      return excess;
    }

    @Override
    public void giveBack() {
      if (message != null) {
        message.giveBack();
        message = null;
      }
      if (bytes != null) {
        bytes.giveBack();
        bytes = null;
      }
    }
  }
}
