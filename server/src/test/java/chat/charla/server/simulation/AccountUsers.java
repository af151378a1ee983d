package chat.charla.server.simulation;

import chat.charla.client.Scheduler;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.RegistrationPolicy;
import java.net.InetAddress;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The owner of an account, people who register by invitation, and a user of an issuer whose account
 * the operator suspends. Most runs have none of them. They have random numbers of their own, on
 * which the other parts of the run do not depend.
 */
final class AccountUsers {
  private static final long ACCOUNTS = 0x6163636f756e7473L;
  private static final long INVITATIONS = 0x6775657374L;
  private static final long SUSPENSIONS = 0x73757370656e64L;

  /** The parts of the run that the users of accounts need. */
  record Parts(Truth truth, Function<Random, SimulatedTransport> connect, Scheduler scheduler) {

    /** A transport on the server's machine, where passwords are accepted. Some answers are lost. */
    private SimulatedTransport transport(Random random) {
      SimulatedTransport transport = connect.apply(random).from(InetAddress.getLoopbackAddress());
      transport.loseAnswers(random.nextInt(3) * 0.2);
      return transport;
    }
  }

  private final Random ownerRandom;
  private final boolean withOwner;
  private final boolean withInvitations;
  private final Random invitationRandom;
  private final boolean withSuspensions;
  private final Random suspensionRandom;
  private @Nullable AccountOwner owner;
  private @Nullable InvitedPeople invited;
  private @Nullable IssuerUser user;
  private @Nullable AccountOperator operator;

  /**
   * Decides which users of accounts the run of this seed has.
   *
   * @param filled whether other clients fill the server
   */
  AccountUsers(long seed, boolean filled) {
    ownerRandom = Simulation.ownRandom(seed, ACCOUNTS);
    withOwner = ownerRandom.nextInt(3) == 0;
    invitationRandom = Simulation.ownRandom(seed, INVITATIONS);
    withInvitations = !filled && !withOwner && invitationRandom.nextInt(6) == 0;
    suspensionRandom = Simulation.ownRandom(seed, SUSPENSIONS);
    withSuspensions = !filled && !withInvitations && suspensionRandom.nextInt(4) == 0;
  }

  /** The settings that say which clients may join and register. */
  AccountSettings settings() {
    return withInvitations
        ? new AccountSettings(RegistrationPolicy.INVITE, true, 0)
        : new AccountSettings(true, true);
  }

  /** Whether each registration needs an invitation. */
  boolean needInvitations() {
    return withInvitations;
  }

  /** Creates the users of accounts. */
  void begin(Parts parts) {
    if (withOwner) {
      owner =
          new AccountOwner(
              ownerRandom, parts.truth(), parts.transport(ownerRandom), parts.scheduler());
    }
    if (withInvitations) {
      invited =
          new InvitedPeople(
              invitationRandom,
              parts.truth(),
              parts.transport(invitationRandom),
              parts.scheduler());
    }
    if (withSuspensions) {
      IssuerUser begun =
          new IssuerUser(
              suspensionRandom,
              parts.truth(),
              parts.transport(suspensionRandom),
              parts.scheduler());
      user = begun;
      operator =
          new AccountOperator(
              suspensionRandom,
              parts.truth(),
              parts.transport(suspensionRandom),
              parts.scheduler(),
              begun);
    }
  }

  /** Lets them act, and now and then lets another person ask for the name of the account. */
  void act(People people) {
    if (invited != null && invitationRandom.nextInt(3) == 0) {
      invited.act();
    }
    if (user != null && operator != null && suspensionRandom.nextInt(2) == 0) {
      user.act();
      if (suspensionRandom.nextInt(5) == 0) {
        operator.act();
      }
    }
    if (owner == null) {
      return;
    }
    owner.act();
    if (!owner.name().isEmpty() && ownerRandom.nextInt(8) == 0) {
      String name = owner.name();
      Person person = people.all().get(ownerRandom.nextInt(people.all().size()));
      String wanted = ownerRandom.nextBoolean() ? name : name.replace('o', '0');
      person.rename(wanted, ownerRandom.nextBoolean());
    }
  }

  /** Checks everything when there are no more faults. */
  void check(People people, Runnable passASecond) {
    if (user != null && operator != null) {
      check(user, operator, people, passASecond);
    }
    AccountOwner accountOwner = owner;
    if (accountOwner != null) {
      people.await("the owner of the account has its answers", accountOwner::hasAnswers);
      passASecond.run();
      accountOwner.checkAll();
      people.await("the owner has logged in", accountOwner::hasAnswers);
    }
    InvitedPeople invitedPeople = invited;
    if (invitedPeople != null) {
      people.await("the invited people have their answers", invitedPeople::hasAnswers);
      invitedPeople.checkAll();
      people.await("the invited people have tried all codes", invitedPeople::hasAnswers);
    }
  }

  /** Suspends the account and resumes it, in the order that its present state allows. */
  private static void check(
      IssuerUser user, AccountOperator operator, People people, Runnable passASecond) {
    for (int checks = 0; checks < 3; checks++) {
      people.await(
          "the user of the issuer has its answers",
          () -> user.hasAnswers() && operator.hasAnswers());
      passASecond.run();
      user.checkAll();
      if (user.id().isEmpty()) {
        return;
      }
      user.logIn();
      people.await("the user of the issuer has tried to log in", user::hasAnswers);
      if (user.isSuspended()) {
        operator.resume();
      } else {
        operator.suspend();
      }
    }
    people.await("the operator has the answer", operator::hasAnswers);
    passASecond.run();
    user.checkAll();
    people.await("the user of the issuer has its answers", user::hasAnswers);
  }

  /** Ends all streams. */
  void endStreams() {
    if (user != null) {
      user.endStreams();
    }
    if (owner != null) {
      owner.endStreams();
    }
  }

  /** The name of the account; empty if there is none. */
  String ownedName() {
    return owner == null ? "" : owner.name();
  }
}
