package chat.charla.server.chat;

import static chat.charla.v1.Presence.PRESENCE_RECONNECTING;

import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.memory.CallMemory;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.AuditTimeline;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Participant;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.room.Timeline;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.ListRoomsResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.Member;
import chat.charla.v1.PresentUser;
import com.google.protobuf.ByteString;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Lists users, rooms and messages, page by page, for an authenticated identity. Used on the core.
 */
final class Lists {
  private static final int DEFAULT_LIST_PAGE = 100;
  private static final int DEFAULT_MESSAGES_PAGE = 50;

  /**
   * The memory that is reserved for one item, in bytes: more than the item's object and its
   * serialized form take together.
   */
  private static final int ITEM_BYTES = 640;

  private final Identities identities;
  private final Presence presence;
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final AuditTimeline audit;
  private final History history;

  Lists(
      Identities identities,
      Presence presence,
      Rooms rooms,
      Inboxes inboxes,
      AuditTimeline audit,
      History history) {
    this.identities = identities;
    this.presence = presence;
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.audit = audit;
    this.history = history;
  }

  /**
   * Where a page starts, and how long it may be.
   *
   * @param after the position in the page token; empty for the first page
   * @param size the largest number of items on the page
   */
  private record Start(String after, int size) {}

  /**
   * Lists the users that are present in the requested room. The identity must be a member of it. If
   * the request names no room, lists all present users.
   *
   * @param memory reserves the memory for the page
   */
  Outcome<ListUsersResponse> users(Session asking, ListUsersRequest request, CallMemory memory) {
    String list = "users " + request.getRoom();
    Outcome<NavigableMap<String, ? extends Participant>> present =
        request.getRoom().isEmpty()
            ? Outcome.done(presence.present())
            : memberRoom(asking.identity(), request.getRoom()).map(Room::present);
    return start(asking, list, request.getPageToken(), request.getPageSize())
        .then(
            start ->
                present.then(
                    users ->
                        reserved(memory, start, users.size())
                            .map(reserved -> users(asking, list, users, reserved))));
  }

  /**
   * Lists all rooms.
   *
   * @param memory reserves the memory for the page
   */
  Outcome<ListRoomsResponse> rooms(Session asking, ListRoomsRequest request, CallMemory memory) {
    String list = "rooms";
    return start(asking, list, request.getPageToken(), request.getPageSize())
        .then(start -> reserved(memory, start, rooms.all().size()))
        .map(
            start -> {
              Page<chat.charla.v1.Room> page =
                  Page.of(rooms.all(), start.after(), start.size(), room -> describe(room, asking));
              return ListRoomsResponse.newBuilder()
                  .addAllRooms(page.items())
                  .setNextPageToken(PageTokens.encode(asking.tokenKey(), list, page.next()))
                  .build();
            });
  }

  /**
   * Lists the selected users of a room: members, and users who have a role or a restriction.
   *
   * @param memory reserves the memory for the page
   */
  Outcome<ListMembersResponse> members(
      Session asking,
      ListMembersRequest request,
      Room room,
      RoomMembers members,
      CallMemory memory) {
    String list =
        "members " + room.name() + " " + request.getMinRoleValue() + " " + request.getRestricted();
    return start(asking, list, request.getPageToken(), request.getPageSize())
        .then(start -> reserved(memory, start, start.size()))
        .map(
            start -> {
              Page<Member> page = members.page(start.after(), start.size());
              return ListMembersResponse.newBuilder()
                  .addAllMembers(page.items())
                  .setNextPageToken(PageTokens.encode(asking.tokenKey(), list, page.next()))
                  .build();
            });
  }

  /**
   * Reads a page of a timeline.
   *
   * @param caller the caller, for whose call the memory of the page is reserved
   * @param reply called on the core or on a thread of the log
   */
  void messages(
      Session asking,
      ListMessagesRequest request,
      Caller caller,
      Consumer<Outcome<ListMessagesResponse>> reply) {
    messages(asking.tokenKey(), request, reply, (page, read) -> read(asking, page, caller, read));
  }

  /**
   * Reads a page of what operators have done, for an operator.
   *
   * @param caller the caller, for whose call the memory of the page is reserved
   * @param reply called on the core or on a thread of the log
   */
  void records(
      ListMessagesRequest request, Caller caller, Consumer<Outcome<ListMessagesResponse>> reply) {
    Timeline timeline = audit.timeline();
    if (timeline == null) {
      reply.accept(Outcome.done(ListMessagesResponse.newBuilder().setFirstSequence(1).build()));
      return;
    }
    messages(
        PageTokens.ADMINISTRATORS_KEY,
        request,
        reply,
        (page, read) -> {
          if (!history.read(timeline, page, audit, caller.memory(), read)) {
            read.accept(Outcome.refused(Refusal.outOfMemory("server")));
          }
        });
  }

  /** Reads a page of messages. */
  private interface PageRead {
    void begin(ListMessagesRequest page, Consumer<Outcome<ListMessagesResponse>> reply);
  }

  /**
   * Reads a page of a timeline.
   *
   * @param key the key of page tokens
   */
  private static void messages(
      ByteString key,
      ListMessagesRequest request,
      Consumer<Outcome<ListMessagesResponse>> reply,
      PageRead read) {
    boolean forwards = request.hasAfterSequence();
    if (request.getAfterSequence() < 0 || request.getBeforeSequence() < 0) {
      String field = forwards ? "after_sequence" : "before_sequence";
      reply.accept(Outcome.refused(Refusal.argument(field, "must not be negative")));
      return;
    }
    String list =
        "messages "
            + (forwards ? "after " + request.getAfterSequence() : "before")
            + (request.hasBeforeSequence() ? " " + request.getBeforeSequence() : "")
            + " "
            + request.getRoom();
    start(key, list, request.getPageToken(), request.getPageSize(), DEFAULT_MESSAGES_PAGE)
        .match(
            start ->
                read.begin(
                    startingAt(request, start),
                    page -> reply.accept(page.map(found -> withToken(key, list, found)))),
            refusal -> reply.accept(Outcome.refused(refusal)));
  }

  private void read(
      Session asking,
      ListMessagesRequest page,
      Caller caller,
      Consumer<Outcome<ListMessagesResponse>> reply) {
    if (page.getRoom().isEmpty()) {
      read(asking, inboxes.of(asking.identity().id()), page, caller, reply);
      return;
    }
    memberRoom(asking.identity(), page.getRoom())
        .match(
            room -> read(asking, room.timeline(), page, caller, reply),
            refusal -> reply.accept(Outcome.refused(refusal)));
  }

  /**
   * Reads the page. All pages for one address wait in the same line. An address that is exempt from
   * limits may be a proxy, so each session at such an address has a line of its own.
   */
  private void read(
      Session asking,
      Timeline timeline,
      ListMessagesRequest page,
      Caller caller,
      Consumer<Outcome<ListMessagesResponse>> reply) {
    boolean exempt = caller.origin().isExempt();
    Object line = exempt ? asking : caller.origin().network();
    if (!history.read(timeline, page, line, caller.memory(), reply)) {
      reply.accept(Outcome.refused(Refusal.outOfMemory(exempt ? "session" : "address")));
    }
  }

  private Outcome<Room> memberRoom(Identity identity, String name) {
    Room room = rooms.find(name);
    if (room == null) {
      return Outcome.refused(Refusal.roomNotFound());
    }
    if (!room.isMember(identity.id())) {
      return Outcome.refused(Refusal.notAMember(room.name()));
    }
    return room.isDamaged() ? Outcome.refused(Refusal.roomDamaged()) : Outcome.done(room);
  }

  /** The start of the requested page of a list that is not of messages, or its refusal. */
  private static Outcome<Start> start(Session asking, String list, String token, int asked) {
    return start(asking.tokenKey(), list, token, asked, DEFAULT_LIST_PAGE);
  }

  /** The start of the requested page, or the refusal of its size or token. */
  private static Outcome<Start> start(
      ByteString key, String list, String token, int asked, int byDefault) {
    if (asked < 0) {
      return Outcome.refused(Refusal.argument("page_size", "must not be negative"));
    }
    int size = asked == 0 ? byDefault : Math.min(asked, ContractLimits.MAX_PAGE_SIZE);
    return PageTokens.decode(key, list, token).map(after -> new Start(after, size));
  }

  /**
   * Reserves memory for a page of a list with {@code all} items. Returns {@code start}, or a
   * refusal if there is no memory.
   */
  private static Outcome<Start> reserved(CallMemory memory, Start start, int all) {
    return memory
        .reserve((long) Math.min(start.size(), all) * ITEM_BYTES)
        .map(full -> Outcome.<Start>refused(Refusal.outOfMemory(full.tag())))
        .orElseGet(() -> Outcome.done(start));
  }

  private static ListMessagesRequest startingAt(ListMessagesRequest request, Start start) {
    ListMessagesRequest.Builder page = request.toBuilder().setPageSize(start.size());
    if (!start.after().isEmpty() && request.hasAfterSequence()) {
      page.setAfterSequence(Long.parseLong(start.after()));
    } else if (!start.after().isEmpty()) {
      page.setBeforeSequence(Long.parseLong(start.after()));
    }
    return page.build();
  }

  private static ListMessagesResponse withToken(
      ByteString key, String list, ListMessagesResponse page) {
    return page.toBuilder()
        .setNextPageToken(PageTokens.encode(key, list, page.getNextPageToken()))
        .build();
  }

  private ListUsersResponse users(
      Session asking,
      String list,
      NavigableMap<String, ? extends Participant> present,
      Start start) {
    Page<PresentUser> page = Page.of(present, start.after(), start.size(), Lists::describe);
    page.items().stream()
        .filter(user -> user.getPresence() == PRESENCE_RECONNECTING)
        .map(user -> identities.byId(user.getUser().getId()))
        .filter(Objects::nonNull)
        .forEach(presence::listedAsReconnecting);
    return ListUsersResponse.newBuilder()
        .addAllUsers(page.items())
        .setNextPageToken(PageTokens.encode(asking.tokenKey(), list, page.next()))
        .setTotalSize(present.size())
        .build();
  }

  private static PresentUser describe(Participant participant) {
    return PresentUser.newBuilder()
        .setUser(participant.user())
        .setPresence(participant.presence())
        .build();
  }

  /** The room as this session sees it. */
  static chat.charla.v1.Room describe(Room room, Session asking) {
    return chat.charla.v1.Room.newBuilder()
        .setName(room.name())
        .setUserCount(room.present().size())
        .setHeadSequence(room.timeline().tail().head())
        .setMember(room.isMember(asking.identity().id()))
        .setTitle(room.roles().settings().getTitle())
        .build();
  }
}
