package chat.charla.cli.moderation;

import chat.charla.client.RoomState;
import chat.charla.name.NameFold;
import chat.charla.v1.Member;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the user of a room to whom a name refers. A call names the user by id, because a name may
 * pass to another user. Several users of a room may have the same name, because a user keeps its
 * ban and its role after it has left. Pure.
 */
public final class NamedMember {
  private NamedMember() {}

  /**
   * The users to whom a name or an id may refer: one if that is clear, otherwise none or several.
   *
   * @param members all users of the room
   * @param preferred selects the users to whom the command most probably refers, if several have
   *     the name
   */
  public static List<Member> find(
      String nameOrId, Iterable<Member> members, Predicate<Member> preferred) {
    String folded = NameFold.fold(nameOrId);
    List<Member> named = new ArrayList<>();
    for (Member member : members) {
      if (member.getUser().getId().equals(nameOrId)) {
        return List.of(member);
      }
      if (!member.getUser().getName().isEmpty()
          && NameFold.fold(member.getUser().getName()).equals(folded)) {
        named.add(member);
      }
    }
    for (Predicate<Member> narrower : List.of(preferred, Member::getMember)) {
      List<Member> fewer = named.stream().filter(narrower).toList();
      named = fewer.isEmpty() ? named : fewer;
    }
    return named;
  }

  /** Prefers users who are muted now. */
  public static Predicate<Member> muted(Instant now) {
    return member -> RoomState.isMuted(member.getState(), now);
  }

  /** Prefers users who are banned now. */
  public static Predicate<Member> banned(Instant now) {
    return member -> RoomState.isBanned(member.getState(), now);
  }

  /** The ids of these users. */
  public static Stream<String> ids(List<Member> members) {
    return members.stream().map(member -> member.getUser().getId());
  }
}
