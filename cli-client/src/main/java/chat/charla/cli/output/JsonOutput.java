package chat.charla.cli.output;

import chat.charla.v1.ClientCertificate;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.Invitation;
import chat.charla.v1.Member;
import chat.charla.v1.OidcUser;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import chat.charla.v1.Room;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.Session;
import chat.charla.v1.User;
import chat.charla.v1.WhoAmIResponse;
import java.io.PrintStream;
import java.time.Duration;

/** Writes JSON Lines: one object per line, flushed after each line. */
public class JsonOutput implements Output {
  final JsonLines lines;

  /** Creates an output that writes to this stream. */
  public JsonOutput(PrintStream out) {
    this(new JsonLines(out, null));
  }

  JsonOutput(JsonLines lines) {
    this.lines = lines;
  }

  @Override
  public void event(Event event, String epoch) {
    lines.print(EventJson.of(event, epoch));
  }

  @Override
  public void gap(Gap gap) {
    lines.print(EventJson.of(gap));
  }

  @Override
  public void sent(String id, SendMessageResponse response) {
    lines.print(
        JsonLine.ofType("sent")
            .put("id", id)
            .putUnlessEmpty("room", response.getRoom())
            .putUnlessEmpty("to_id", response.getRecipientId())
            .put("epoch", response.getEpoch())
            .put("sequence", response.getSequence())
            .put("time", Times.rfc3339(response.getCreateTime()))
            .put("duplicate", response.getDuplicate()));
  }

  @Override
  public void user(PresentUser present) {
    lines.print(
        JsonLine.ofType("user")
            .put("id", present.getUser().getId())
            .put("name", present.getUser().getName())
            .put("presence", presence(present.getPresence())));
  }

  @Override
  public void room(Room room) {
    lines.print(
        JsonLine.ofType("room")
            .put("name", room.getName())
            .put("user_count", room.getUserCount())
            .put("head_sequence", room.getHeadSequence())
            .put("member", room.getMember())
            .put("title", room.getTitle()));
  }

  @Override
  public void settings(String room, RoomSettings settings) {
    lines.print(RoomJson.put(JsonLine.ofType("settings").put("room", room), settings));
  }

  @Override
  public void member(Member member) {
    lines.print(
        RoomJson.put(
            JsonLine.ofType("member")
                .put("id", member.getUser().getId())
                .putUnlessEmpty("name", member.getUser().getName())
                .put("inside", member.getMember()),
            member.getState()));
  }

  @Override
  public void self(WhoAmIResponse answer) {
    User self = answer.getSelf();
    lines.print(
        JsonLine.ofType("self")
            .put("id", self.getId())
            .putUnlessEmpty("name", self.getName())
            .put("rooms", answer.getRoomsList())
            .put("expire_time", Times.rfc3339(answer.getExpireTime())));
  }

  @Override
  public void account(String server, String name) {
    lines.print(JsonLine.ofType("account").put("name", name).put("server", server));
  }

  @Override
  public void session(Session session) {
    lines.print(
        JsonLine.ofType("session")
            .put("id", session.getId())
            .put("label", session.getLabel())
            .put("create_time", Times.rfc3339(session.getCreateTime()))
            .put("seen_time", Times.rfc3339(session.getSeenTime()))
            .put("expire_time", Times.rfc3339(session.getExpireTime()))
            .put("online", session.getOnline())
            .put("current", session.getCurrent())
            .put("scopes", ScopeNames.of(session.getScopesList())));
  }

  @Override
  public void invitation(Invitation invitation) {
    lines.print(
        JsonLine.ofType("invitation")
            .put("id", invitation.getId())
            .put("note", invitation.getNote())
            .put("create_time", Times.rfc3339(invitation.getCreateTime()))
            .put("expire_time", Times.rfc3339(invitation.getExpireTime()))
            .put("used", invitation.getUsedCount() >= invitation.getUses()));
  }

  @Override
  public void credential(CredentialInfo credential) {
    OidcUser user = credential.getOidcUser();
    ClientCertificate certificate = credential.getClientCertificate();
    lines.print(
        JsonLine.ofType("credential")
            .put("id", credential.getId())
            .put("kind", CredentialKinds.of(credential))
            .putUnlessEmpty("issuer", user.getIssuer())
            .putUnlessEmpty("subject", user.getSubject())
            .putUnlessEmpty("key_fingerprint", certificate.getKeyFingerprint())
            .put("current", certificate.getCurrent())
            .putUnlessEmpty(
                "create_time",
                credential.hasCreateTime() ? Times.rfc3339(credential.getCreateTime()) : ""));
  }

  @Override
  public void pong(long sequence, Duration roundTrip) {
    lines.print(
        JsonLine.ofType("pong")
            .put("sequence", sequence)
            .put("round_trip_ms", Times.millis(roundTrip)));
  }

  @Override
  public boolean isBroken() {
    return lines.isBroken();
  }

  private static String presence(Presence presence) {
    return switch (presence) {
      case PRESENCE_ONLINE -> "online";
      case PRESENCE_RECONNECTING -> "reconnecting";
      case PRESENCE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
