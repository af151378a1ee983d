package chat.charla.server.chat;

import chat.charla.v1.ConverseRequest;
import chat.charla.v1.Scope;
import java.util.Map;
import java.util.Set;

/** The scopes that an access token needs for each call and each command. */
public final class Scopes {
  private static final Set<Scope> NONE = Set.of();
  private static final Set<Scope> READ = Set.of(Scope.SCOPE_READ);
  private static final Set<Scope> WRITE = Set.of(Scope.SCOPE_WRITE);
  private static final Set<Scope> MODERATE = Set.of(Scope.SCOPE_MODERATE);
  private static final Set<Scope> ACCOUNT = Set.of(Scope.SCOPE_ACCOUNT);

  /** The scopes by the full name of the method. A call without a session needs none. */
  private static final Map<String, Set<Scope>> METHODS =
      Map.ofEntries(
          Map.entry("charla.v1.ChatService/Join", ACCOUNT),
          Map.entry("charla.v1.ChatService/Converse", READ),
          Map.entry("charla.v1.ChatService/WhoAmI", NONE),
          Map.entry("charla.v1.ChatService/Leave", NONE),
          Map.entry("charla.v1.ChatService/SendMessage", WRITE),
          Map.entry("charla.v1.ChatService/Execute", NONE), // See ofCommand.
          Map.entry("charla.v1.ChatService/ListUsers", READ),
          Map.entry("charla.v1.ChatService/ListRooms", READ),
          Map.entry("charla.v1.ChatService/ListMessages", READ),
          Map.entry("charla.v1.RoomService/GetRoom", READ),
          Map.entry("charla.v1.RoomService/ListMembers", READ),
          Map.entry("charla.v1.RoomService/UpdateRoom", MODERATE),
          Map.entry("charla.v1.RoomService/UpdateMember", MODERATE),
          Map.entry("charla.v1.AccountService/GetLoginOptions", NONE),
          Map.entry("charla.v1.AccountService/Register", ACCOUNT),
          Map.entry("charla.v1.AccountService/LogIn", NONE),
          Map.entry("charla.v1.AccountService/ResetPassword", NONE),
          Map.entry("charla.v1.AccountService/LogOut", NONE),
          Map.entry("charla.v1.AccountService/ListSessions", ACCOUNT),
          Map.entry("charla.v1.AccountService/RevokeSession", ACCOUNT),
          Map.entry("charla.v1.AccountService/ChangePassword", ACCOUNT),
          Map.entry("charla.v1.AccountService/ListCredentials", ACCOUNT),
          Map.entry("charla.v1.AccountService/AddCredential", ACCOUNT),
          Map.entry("charla.v1.AccountService/RemoveCredential", ACCOUNT),
          Map.entry("charla.v1.AccountService/CreateAccessToken", ACCOUNT),
          Map.entry("charla.v1.AccountService/CreateInvitation", ACCOUNT),
          Map.entry("charla.v1.AccountService/ListInvitations", ACCOUNT),
          Map.entry("charla.v1.AccountService/RevokeInvitation", ACCOUNT),
          Map.entry("charla.v1.AccountService/DeleteAccount", ACCOUNT),
          Map.entry("charla.v1.AccountService/BlockUser", ACCOUNT),
          Map.entry("charla.v1.AccountService/UnblockUser", ACCOUNT),
          Map.entry("charla.v1.AccountService/ListBlockedUsers", ACCOUNT));

  /** The calls of this service need the administration token, which is no access token. */
  private static final String ADMINISTRATION = "charla.admin.v1.AdminService/";

  private Scopes() {}

  /**
   * The scopes that a call of this method needs.
   *
   * @param method the full name of the method
   * @throws IllegalArgumentException if the method has no scopes here. So a new method that was
   *     forgotten here fails, instead of being open to every access token
   */
  public static Set<Scope> ofMethod(String method) {
    Set<Scope> scopes = method.startsWith(ADMINISTRATION) ? NONE : METHODS.get(method);
    if (scopes == null) {
      throw new IllegalArgumentException("no scopes are declared for " + method);
    }
    return scopes;
  }

  /** The scopes that a command needs, on a stream or by a call. */
  static Set<Scope> ofCommand(ConverseRequest.CommandCase command) {
    return switch (command) {
      case SEND_MESSAGE, ENTER_ROOM, LEAVE_ROOM -> WRITE;
      // These have no effect: the call that opens a stream is Converse.
      case OPEN, COMMAND_NOT_SET -> NONE;
    };
  }
}
