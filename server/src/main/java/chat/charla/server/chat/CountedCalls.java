package chat.charla.server.chat;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Authenticates and counts the calls about sessions and accounts that have separate rates. Any
 * thread may call the methods.
 */
final class CountedCalls {
  private final Calls calls;
  private final CommandRates rates;

  CountedCalls(Calls calls, CommandRates rates) {
    this.calls = calls;
    this.rates = rates;
  }

  /** Authenticates and counts a call that only an account may make. */
  <T> void ofAccount(Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    ofIdentity(caller, reply, session -> ifAccount(session, reply, action));
  }

  /** Authenticates and counts a call about the invitations of an account. */
  <T> void ofInviter(Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    authenticateAndCount(
        caller, rates::countInvitationCall, reply, session -> ifAccount(session, reply, action));
  }

  /** Carries out an authenticated call if its caller is an account. */
  static <T> void ifAccount(Session session, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    if (session.identity().isAccount()) {
      action.accept(session);
    } else {
      reply.accept(Outcome.refused(Refusal.accountRequired()));
    }
  }

  /** Authenticates a call, and counts it for the rate of calls about sessions. */
  <T> void ofIdentity(Caller caller, Consumer<Outcome<T>> reply, Consumer<Session> action) {
    authenticateAndCount(caller, rates::countSessionCall, reply, action);
  }

  private <T> void authenticateAndCount(
      Caller caller,
      BiFunction<Session, Origin, Optional<Refusal>> rate,
      Consumer<Outcome<T>> reply,
      Consumer<Session> action) {
    calls.onCore(
        reply,
        () ->
            calls.authenticate(
                caller,
                reply,
                session ->
                    rate.apply(session, caller.origin())
                        .ifPresentOrElse(
                            excess -> reply.accept(Outcome.refused(excess)),
                            () -> action.accept(session))));
  }
}
