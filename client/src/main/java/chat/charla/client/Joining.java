package chat.charla.client;

import chat.charla.v1.Error;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Gets a name for the identity. Before a stream is opened, a {@code Join} creates an identity or
 * restores a lost name; while a stream is open, a separate {@code Join} call changes the name.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Joining {
  /**
   * Decides what happens next. {@link Joining} reports its progress and its outcome to its owner.
   */
  interface Owner {
    /** State that must survive the process has changed. */
    void tellSessionChanged();

    /** Changes the state of the client. */
    void enter(ConnectionState next);

    /**
     * The application has to provide a name.
     *
     * @param cause why the last name was refused, or null if there was no name
     */
    void needName(@Nullable CallFailure cause);

    /** The {@code Join} has succeeded: the identity has the name. */
    void joined(JoinResponse response);

    /** The {@code Join} was refused or failed. */
    void joinFailed(CallFailure failure);

    /** Another name was requested during the call for a name. */
    void useName(String name);
  }

  private final CallServices services;
  private final Identity identity;
  private final SideCalls sideCalls;
  private final Owner owner;

  private @Nullable Cancellable call;

  /**
   * Whether the identity has to take a name before the next stream, because it has lost its name or
   * the application has requested another one.
   */
  private boolean nameDue;

  /** The name to take if {@link #nameDue}; empty for the lost name. */
  private String dueName = "";

  /** The call that requests another name while a stream is open, or null if there is none. */
  private @Nullable Cancellable renaming;

  /**
   * The last name that was requested since {@link #renaming} began; at first the name of that call
   * itself. Null if no call is in progress.
   */
  private @Nullable String newestName;

  Joining(CallServices services, Identity identity, SideCalls sideCalls, Owner owner) {
    this.services = services;
    this.identity = identity;
    this.sideCalls = sideCalls;
    this.owner = owner;
  }

  /** Whether a {@code Join} has to come before the next stream. */
  boolean isDue() {
    return identity.token() == null || nameDue;
  }

  /**
   * Records another name to take after the outcome of a {@code Join} that the server may have
   * carried out.
   *
   * @return false if there is no such {@code Join}; the name is then not recorded
   */
  boolean recordNextName(String name) {
    if (identity.token() != null || !identity.mayHaveJoined()) {
      return false;
    }
    identity.setNextName(name);
    return true;
  }

  /**
   * Replaces the refused name by a name that was requested meanwhile. Returns whether there was
   * such a name.
   */
  boolean takeNextName() {
    String next = identity.token() == null ? identity.takeNextName() : null;
    if (next != null) {
      setDueName(next);
    }
    return next != null;
  }

  /** Sets the name of the next {@code Join} that is due. */
  void setDueName(String name) {
    if (identity.token() == null) {
      identity.setName(name);
      if (identity.joinRequestId() != null) {
        owner.tellSessionChanged();
      }
    } else {
      dueName = name;
    }
  }

  /**
   * The identity has lost its name. If a call for another name is in progress, the identity takes
   * that name next.
   */
  void loseName() {
    nameDue = true;
    String wanted = endRenaming();
    dueName = wanted == null ? "" : wanted;
  }

  /**
   * The identity has ended, so there is no lost name to restore. If a call for another name was in
   * progress, the next identity joins with that name.
   */
  void loseIdentity() {
    nameDue = false;
    String wanted = endRenaming();
    if (wanted != null) {
      identity.setName(wanted);
    }
  }

  /** The identity has the name of an account, so no other name is due. */
  void signedIn() {
    cancel();
    nameDue = false;
    endRenaming();
  }

  /**
   * The client is about to end. If a call for another name is in progress, that name counts as
   * refused.
   */
  void end() {
    cancel();
    if (endRenaming() != null) {
      nameRefused(CallFailure.of(Status.Code.CANCELLED, "the client has ended"));
    }
  }

  /** Makes the {@code Join} that is due and reports the outcome to the owner. */
  void begin() {
    String token = identity.token();
    String name = token == null ? identity.name() : dueName;
    if (name == null) {
      owner.needName(null);
      return;
    }
    Error refusal = LocalLimits.checkUserName(name);
    if (refusal != null) {
      owner.needName(CallFailure.fromError(refusal));
      return;
    }
    JoinRequest.Builder request = JoinRequest.newBuilder().setName(name);
    boolean mayHaveJoinedBefore = identity.mayHaveJoined();
    if (token == null) {
      request.setRequestId(requestId(name));
      // Assume that the server carries out the Join until an answer says otherwise. A cancelled
      // attempt gets no answer.
      recordWhetherJoined(name, true);
    }
    owner.enter(ConnectionState.of(ConnectionState.Kind.JOINING));
    call =
        UnaryCall.start(
            services.scheduler,
            services.options.connectTimeout(),
            services.transport::abandonConnection,
            answer -> services.transport.join(request.build(), token, answer),
            new Answer<JoinResponse>() {
              @Override
              public void onSuccess(JoinResponse response) {
                call = null;
                String next = token == null ? identity.takeNextName() : null;
                nameDue = next != null;
                dueName = next == null ? "" : next;
                identity.joined(response.getSessionToken(), response.getSelf());
                owner.joined(response);
              }

              @Override
              public void onFailure(CallFailure failure) {
                call = null;
                if (FailurePolicy.hadNoEffect(failure)) {
                  recordWhetherJoined(name, mayHaveJoinedBefore);
                }
                owner.joinFailed(failure);
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
   * Changes the name of an identity that has one, without ending the stream. Requests are made one
   * after the other, because a retry of an older request could undo a newer request.
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
            (token, answer) -> services.transport.join(request, token, answer),
            new Answer<JoinResponse>() {
              @Override
              public void onSuccess(JoinResponse response) {
                identity.update(response.getSelf());
                services.notifier.tell(listener -> listener.onRenamed(response.getSelf()));
                owner.tellSessionChanged();
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
      owner.useName(newest);
    }
  }

  /**
   * Cancels the call for another name, because its retry could undo a later change.
   *
   * @return the last requested name without an answer, or null if there is none
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
    services.notifier.tell(listener -> listener.onNameRefused(failure));
  }

  private String requestId(String name) {
    String known = identity.joinRequestId();
    return known != null ? known : identity.newJoinRequestId(name, services.options.ids());
  }

  /**
   * Records whether the server may have carried out the {@code Join} for this name. A change is
   * reported to the application, so that it can save the request id before the call is made.
   */
  private void recordWhetherJoined(String name, boolean possible) {
    if (identity.setMayHaveJoined(name, possible)) {
      owner.tellSessionChanged();
    }
  }
}
