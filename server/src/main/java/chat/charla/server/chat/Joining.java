package chat.charla.server.chat;

import chat.charla.server.identity.Admission;
import chat.charla.server.identity.SessionGrant;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import java.util.function.Consumer;

/** Answers {@code Join} calls with and without a token. Owned by the core. */
final class Joining {
  private final Authentication authentication;
  private final CommandRates rates;
  private final Admission admission;
  private final ResumePoints resumePoints;
  private final ChatFigures figures;
  private final boolean guests;
  private String welcome;

  /**
   * Connects the parts that carry out a {@code Join}.
   *
   * @param resumePoints returns the limits of an identity
   * @param figures counts the calls
   * @param guests whether a call without a token creates a guest
   * @param welcome the greeting in each answer
   */
  Joining(
      Authentication authentication,
      CommandRates rates,
      Admission admission,
      ResumePoints resumePoints,
      ChatFigures figures,
      boolean guests,
      String welcome) {
    this.authentication = authentication;
    this.rates = rates;
    this.admission = admission;
    this.resumePoints = resumePoints;
    this.figures = figures;
    this.guests = guests;
    this.welcome = welcome;
  }

  /** Changes the greeting. */
  void changeWelcome(String text) {
    welcome = text;
  }

  /**
   * Creates an identity or, if the caller has a token, gives the token's identity the requested
   * name, which may be its previous name.
   */
  void join(Caller caller, JoinRequest request, Consumer<Outcome<JoinResponse>> answer) {
    boolean withToken = !caller.token().isEmpty();
    Consumer<Outcome<JoinResponse>> reply =
        outcome -> {
          figures.countJoin(outcome, withToken);
          answer.accept(outcome);
        };
    Consumer<Outcome<SessionGrant>> admitted = outcome -> reply.accept(outcome.map(this::response));
    if (!withToken && !guests) {
      admitted.accept(afterJoin(caller, Outcome.refused(Refusal.accountRequired())));
      return;
    }
    if (!withToken) {
      admission.join(
          request, caller.origin(), outcome -> admitted.accept(afterJoin(caller, outcome)));
      return;
    }
    authentication
        .authenticate(caller)
        .match(
            session ->
                rates
                    .countJoin(session, caller.origin())
                    .ifPresentOrElse(
                        excess -> reply.accept(Outcome.refused(excess)),
                        () ->
                            admission.rejoin(session, caller.token(), request.getName(), admitted)),
            refusal -> reply.accept(Outcome.refused(refusal)));
  }

  /**
   * Handles the outcome of a call without a token that creates a session. A call that has created a
   * session counts as authenticated. A refused call counts as a failure of its address, unless the
   * client was told to wait. Failures count for another limit than successful calls, so that other
   * clients at the address can still join.
   */
  Outcome<SessionGrant> afterJoin(Caller caller, Outcome<SessionGrant> outcome) {
    if (outcome instanceof Outcome.Done<SessionGrant> done) {
      caller.connection().proven(done.value().identity().id());
      return outcome;
    }
    if (outcome instanceof Outcome.Refused<SessionGrant> refused) {
      return switch (refused.refusal().reason()) {
        case ERROR_REASON_RATE_LIMITED, ERROR_REASON_STORAGE_UNAVAILABLE -> outcome;
        default -> authentication.countFailure(caller, outcome);
      };
    }
    return outcome;
  }

  /** The answer to a client that has got a session. */
  JoinResponse response(SessionGrant grant) {
    return JoinResponse.newBuilder()
        .setSelf(grant.identity().user())
        .setSessionToken(grant.token())
        .setWelcome(welcome)
        .setLimits(resumePoints.limits(grant.identity()))
        .build();
  }
}
