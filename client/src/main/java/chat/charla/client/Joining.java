package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Gets the identity a name: before a stream by the {@code Join} that makes somebody new or takes a
 * lost name back, and beside a stream by one that takes another name.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class Joining {
  private final Transport transport;
  private final Scheduler scheduler;
  private final ClientOptions options;
  private final Notifier notifier;
  private final Identity identity;
  private final SideCalls sideCalls;
  private final Connection connection;

  private @Nullable Cancellable call;

  /**
   * Whether the identity is to take a name before the next stream: it has lost its own, or another
   * one was wanted meanwhile than it has joined with.
   */
  private boolean nameDue;

  /** The name to take then; empty for the one that was lost. */
  private String nameInstead = "";

  /** Asks for another name beside the stream, and has no answer yet. */
  private @Nullable Cancellable renaming;

  /** The newest name that was asked for meanwhile, at first the one that is being asked for. */
  private @Nullable String newestName;

  Joining(
      Transport transport,
      Scheduler scheduler,
      ClientOptions options,
      Notifier notifier,
      Identity identity,
      SideCalls sideCalls,
      Connection connection) {
    this.transport = transport;
    this.scheduler = scheduler;
    this.options = options;
    this.notifier = notifier;
    this.identity = identity;
    this.sideCalls = sideCalls;
    this.connection = connection;
  }

  /** Whether there can be no stream before a {@code Join}. */
  boolean isDue() {
    return identity.token() == null || nameDue;
  }

  /**
   * Another name is wanted, but the server may have carried out a {@code Join} that has no answer.
   *
   * @return false if no {@code Join} can have been carried out
   */
  boolean wantNext(String name) {
    if (identity.token() != null || !identity.mayHaveJoined()) {
      return false;
    }
    identity.wantNext(name);
    return true;
  }

  /** Whether a name that was wanted meanwhile replaces the one that was refused. */
  boolean takeNextName() {
    String next = identity.token() == null ? identity.takeNextName() : null;
    if (next != null) {
      want(next);
    }
    return next != null;
  }

  /** The name that the next {@code Join} asks for, where one is due. */
  void want(String name) {
    if (identity.token() == null) {
      identity.want(name);
      if (identity.joinRequestId() != null) {
        connection.tellSessionChanged();
      }
    } else {
      nameInstead = name;
    }
  }

  /** The identity has lost its name. One that it is asking for is what it takes next. */
  void loseName() {
    nameDue = true;
    String wanted = endRenaming();
    nameInstead = wanted == null ? "" : wanted;
  }

  /**
   * The identity is gone, and with it whatever name it has lost. One that it is asking for is what
   * the next identity wants.
   */
  void loseIdentity() {
    nameDue = false;
    String wanted = endRenaming();
    if (wanted != null) {
      identity.want(wanted);
    }
  }

  /** The client is about to end: a name that is being asked for is refused. */
  void end() {
    cancel();
    if (endRenaming() != null) {
      nameRefused(CallFailure.of(Status.Code.CANCELLED, "the client has ended"));
    }
  }

  /** Makes the {@code Join} that is due; the connection is told how it ends. */
  void begin() {
    String token = identity.token();
    String name = token == null ? identity.name() : nameInstead;
    if (name == null) {
      connection.needName(null);
      return;
    }
    Error refusal = LocalLimits.checkUserName(name);
    if (refusal != null) {
      connection.needName(CallFailure.fromError(refusal));
      return;
    }
    JoinRequest.Builder request = JoinRequest.newBuilder().setName(name);
    boolean mayHaveJoinedBefore = identity.mayHaveJoined();
    if (token == null) {
      request.setRequestId(requestId(name));
      // Until an answer says otherwise. An attempt that is cancelled has none.
      noteWhetherJoined(name, true);
    }
    connection.enter(ConnectionState.of(ConnectionState.Kind.JOINING));
    call =
        UnaryCall.start(
            scheduler,
            options.connectTimeout(),
            transport::abandonConnection,
            answer -> transport.join(request.build(), token, answer),
            new Answer<JoinResponse>() {
              @Override
              public void onSuccess(JoinResponse response) {
                call = null;
                String next = token == null ? identity.takeNextName() : null;
                nameDue = next != null;
                nameInstead = next == null ? "" : next;
                identity.joined(response.getSessionToken(), response.getSelf());
                connection.joined(response);
              }

              @Override
              public void onFailure(CallFailure failure) {
                call = null;
                if (FailurePolicy.joinHadNoEffect(failure)) {
                  noteWhetherJoined(name, mayHaveJoinedBefore);
                }
                connection.joinFailed(failure);
              }
            });
  }

  void cancel() {
    if (call != null) {
      call.cancel();
      call = null;
    }
  }

  /**
   * Takes another name beside an identity that has one; no stream needs to end for it. One after
   * the other, or a repetition of the older one could undo the newer one.
   */
  void rename(String name) {
    Error refusal = LocalLimits.checkUserName(name);
    if (refusal != null) {
      nameRefused(CallFailure.fromError(refusal));
      return;
    }
    newestName = name;
    if (renaming != null) {
      return;
    }
    JoinRequest request = JoinRequest.newBuilder().setName(name).build();
    renaming =
        sideCalls.start(
            (token, answer) -> transport.join(request, token, answer),
            new Answer<JoinResponse>() {
              @Override
              public void onSuccess(JoinResponse response) {
                identity.update(response.getSelf());
                notifier.tell(listener -> listener.onRenamed(response.getSelf()));
                connection.tellSessionChanged();
                renamed(name);
              }

              @Override
              public void onFailure(CallFailure failure) {
                nameRefused(failure);
                renamed(name);
              }
            });
  }

  private void renamed(String name) {
    String newest = endRenaming();
    if (newest != null && !newest.equals(name)) {
      connection.useName(newest);
    }
  }

  /**
   * Asks for no other name beside the stream any more: a repetition could undo what comes next.
   *
   * @return the newest name that has no answer, or null if there is none
   */
  private @Nullable String endRenaming() {
    if (renaming != null) {
      renaming.cancel();
      renaming = null;
    }
    String newest = newestName;
    newestName = null;
    return newest;
  }

  private void nameRefused(CallFailure failure) {
    notifier.tell(listener -> listener.onNameRefused(failure));
  }

  private String requestId(String name) {
    String known = identity.joinRequestId();
    return known != null ? known : identity.newJoinRequestId(name, options.ids());
  }

  /**
   * Whether the server may have carried out the {@code Join} for this name. The application can
   * save its id before it is used.
   */
  private void noteWhetherJoined(String name, boolean possible) {
    if (identity.setMayHaveJoined(name, possible)) {
      connection.tellSessionChanged();
    }
  }
}
