package chat.charla.server.chat;

import chat.charla.server.account.AccessTokens;
import chat.charla.server.account.BlockedUsers;
import chat.charla.server.account.CertificateChecks;
import chat.charla.server.account.CredentialChanges;
import chat.charla.server.account.Credentials;
import chat.charla.server.account.IdTokenChecks;
import chat.charla.server.account.KnownNetworks;
import chat.charla.server.account.LogIns;
import chat.charla.server.account.PasswordChanges;
import chat.charla.server.account.PasswordResets;
import chat.charla.server.account.RecoveryCodes;
import chat.charla.server.account.Registration;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.ban.AddressBans;
import chat.charla.server.clock.ClockWatch;
import chat.charla.server.clock.ObservedTime;
import chat.charla.server.delivery.Delivery;
import chat.charla.server.identity.Admission;
import chat.charla.server.identity.Expiry;
import chat.charla.server.identity.FutureTimes;
import chat.charla.server.identity.HeldNames;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.IdentityLimit;
import chat.charla.server.identity.IdentityPorts;
import chat.charla.server.identity.IdentityServices;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.identity.Leases;
import chat.charla.server.identity.NameRefusals;
import chat.charla.server.identity.NameSuggestions;
import chat.charla.server.identity.NewIdentities;
import chat.charla.server.identity.RequestsInProgress;
import chat.charla.server.identity.Sessions;
import chat.charla.server.identity.UnusedIdentities;
import chat.charla.server.invitation.Invitations;
import chat.charla.server.password.Passwords;
import chat.charla.server.room.Activity;
import chat.charla.server.room.AgeRetention;
import chat.charla.server.room.AuditTimeline;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.ReceiptRetention;
import chat.charla.server.room.RoomOpening;
import chat.charla.server.room.RoomServices;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.Storage;
import java.time.Duration;
import java.time.InstantSource;

/** Makes the parts of a chat and connects them. */
public final class ChatAssembly {
  private ChatAssembly() {}

  /**
   * Makes a chat that is not started yet.
   *
   * @param storage the storage, which must report its work to {@code environment.health()}
   */
  public static Chat assemble(
      ChatConfig config, Storage storage, Delivery delivery, ChatEnvironment environment) {
    IdentitySettings identitySettings = config.identities();
    ChatSettings settings = config.chat();
    Scheduler core = environment.core();
    InstantSource clock = environment.clock();
    Activity activity = environment.activity();
    ObservedTime observed = new ObservedTime(core, clock);

    IdentityServices services =
        new IdentityServices(core, clock, observed, environment.random(), storage.identities());

    Identities identities = new Identities();
    UnusedIdentities unused = new UnusedIdentities();
    RoomServices roomServices =
        new RoomServices(
            storage.messages(),
            core,
            environment.health(),
            delivery,
            clock,
            observed::millis,
            activity);
    Rooms rooms = new Rooms(config.rooms(), roomServices);
    RoomOpening opening = new RoomOpening(config.rooms(), roomServices, rooms);
    AuditTimeline auditTimeline = new AuditTimeline(roomServices);
    Audit audit = new Audit(environment.adminActions(), auditTimeline);
    Inboxes inboxes = new Inboxes(identities, config.rooms().textRules(), roomServices);

    AgeRetention retention =
        new AgeRetention(config.retention(), rooms, inboxes, auditTimeline, roomServices);
    Duration window = Duration.ofSeconds(config.limits().getRepetitionWindow().getSeconds());
    ReceiptRetention receiptRetention = new ReceiptRetention(window, roomServices);

    Rates used = new Rates(settings.rates(), core);
    DiskRules disk = new DiskRules(environment.disk());
    CommandRates rates = new CommandRates(used, disk);
    MembershipLimit membershipLimit =
        new MembershipLimit(settings, identitySettings.exemptIsOneAddress(), identities);
    ChatFigures figures = new ChatFigures(identities, rooms, membershipLimit);
    MessageGate messages = new MessageGate(used, disk, rooms, inboxes, unused, figures);
    Losses losses = new Losses(settings.lossDelay(), rooms, core);
    Presence presence = new Presence(rooms, unused, losses, activity, figures);
    Leases leases =
        new Leases(
            identitySettings.nameLease(), identities, unused, presence, core, clock, observed);
    Memberships memberships =
        new Memberships(rooms, opening, settings.maxRoomsPerIdentity(), membershipLimit, rates);

    rooms.whoExists(id -> identities.byId(id) != null || identities.isDamaged(id));
    rooms.whenRemoved(
        (room, userId, sequence) -> {
          Identity identity = identities.byId(userId);
          if (identity == null) {
            room.roles().removeEndedMembership(userId);
          } else {
            memberships.removed(room, identity, sequence);
          }
        });

    ResumePoints resumePoints = new ResumePoints(config.limits(), rooms, inboxes);
    KnownNetworks networks = new KnownNetworks();
    Authentication authentication =
        new Authentication(identities, leases, rates, networks, observed);
    CommandDispatch dispatch = new CommandDispatch(rates, messages, memberships, activity);
    RoomChanges changes = new RoomChanges(core);
    AddressBans bans = new AddressBans(clock, core, storage.addressBans());
    Streams streams =
        new Streams(
            core,
            settings.openTimeout(),
            leases,
            presence,
            resumePoints,
            authentication,
            dispatch,
            changes,
            figures,
            bans);

    IdentityLimit identityLimit =
        new IdentityLimit(identitySettings, settings.openTimeout(), identities, unused, leases);
    Sessions sessions =
        new Sessions(services, identities, leases, identitySettings.maxIdentities(), streams::end);
    Invitations invitations =
        new Invitations(
            storage.invitations(),
            identities,
            sessions,
            core,
            clock,
            observed,
            environment.random());
    IdentityEnd identityEnd =
        new IdentityEnd(
            environment,
            observed,
            identities,
            identityLimit,
            streams,
            memberships,
            presence,
            inboxes,
            sessions,
            invitations);
    Expiry expiry =
        new Expiry(identitySettings, services, identities, leases, sessions, identityEnd::expire);

    IdentityPorts ports =
        new IdentityPorts(new Homes(rooms, inboxes, identityEnd::expire), presence, rates);
    HeldNames names = identities.names();
    NameRefusals refusals =
        new NameRefusals(names, leases, new NameSuggestions(names, environment.random()));
    NewIdentities newIdentities =
        new NewIdentities(services, identities, unused, refusals, leases, identityLimit, ports);
    Admission admission =
        new Admission(services, identities, newIdentities, unused, refusals, leases, ports);
    Joining joining =
        new Joining(
            authentication,
            rates,
            admission,
            resumePoints,
            figures,
            config.accounts().guests(),
            settings.welcome());

    Calls calls = new Calls(core, authentication, streams);
    Passwords passwords =
        new Passwords(environment.hasher(), core, environment.random(), rates::countLogIn);
    IdTokenChecks idTokens = new IdTokenChecks(environment.idTokens(), core, rates::countLogIn);
    CertificateChecks certificates = new CertificateChecks(clock, rates::countLogIn);
    Credentials credentials =
        new Credentials(identities, passwords, idTokens, certificates, networks);
    RequestsInProgress links = new RequestsInProgress();
    RecoveryCodes codes = new RecoveryCodes(clock, environment.random());
    SessionLists sessionLists = new SessionLists(sessions, expiry, clock);
    CountedCalls counted = new CountedCalls(calls, rates);
    InvitationInfos invitationInfos = new InvitationInfos(invitations, identities);
    boolean needsInvitation = config.accounts().registration() == RegistrationPolicy.INVITE;
    AccountCalls accounts =
        new AccountCalls(
            config.accounts(),
            calls,
            rates,
            counted,
            joining,
            new Registration(
                admission,
                credentials,
                links,
                needsInvitation ? invitations : null,
                clock,
                observed,
                environment.random()),
            new LogIns(credentials, sessions, environment.random()),
            credentials,
            idTokens,
            new CredentialCalls(
                counted, new CredentialChanges(credentials, idTokens, identities, sessions, links)),
            new PasswordChanges(credentials, sessions),
            new PasswordResets(credentials, codes, sessions),
            new AccessTokens(credentials, sessions, environment.random()),
            new BlockedUsers(identities, inboxes::whenIdle),
            sessions,
            sessionLists,
            identityEnd,
            new InvitationCalls(config.accounts(), counted, invitations, invitationInfos, clock),
            figures);
    AccountInfos infos = new AccountInfos(sessions, codes, identities, clock);
    UserAdministration users =
        new UserAdministration(
            calls,
            identities,
            admission,
            sessions,
            sessionLists,
            identityEnd,
            codes,
            infos,
            new Suspensions(identities, sessions, infos, audit, clock),
            new AccountResumptions(identities, sessions, infos, audit),
            audit,
            environment);
    InvitationAdministration invitationAdministration =
        new InvitationAdministration(config.accounts(), calls, invitations, invitationInfos, audit);

    RestoredIdentities restored =
        new RestoredIdentities(
            identities,
            unused,
            leases,
            presence,
            memberships,
            resumePoints,
            new FutureTimes(observed));
    ClockWatch clockWatch = new ClockWatch(core, clock, observed, storage.clock());
    Restoration restoration =
        new Restoration(
            core,
            storage,
            clockWatch,
            observed,
            rooms,
            inboxes,
            auditTimeline,
            restored,
            invitations);
    Lists lists =
        new Lists(
            identities, presence, rooms, inboxes, auditTimeline, new History(storage.messages()));
    RoomCalls roomCalls = new RoomCalls(calls, rooms, identities, rates, lists, audit, clock);
    return new Chat(
        environment,
        restoration,
        calls,
        accounts,
        roomCalls,
        users,
        invitationAdministration,
        new BanAdministration(calls, bans, streams, audit, clock),
        bans,
        new UserExport(
            calls,
            identities,
            rooms,
            inboxes,
            auditTimeline,
            storage.messages(),
            infos,
            sessionLists,
            invitations,
            invitationInfos,
            audit,
            environment),
        joining,
        streams,
        new UnaryCommands(identities, streams, dispatch, changes),
        lists,
        expiry,
        retention,
        receiptRetention,
        identityEnd,
        new OperatorNotices(rooms, inboxes),
        audit,
        new Adjustment(joining, losses, used, rooms, retention),
        figures);
  }
}
