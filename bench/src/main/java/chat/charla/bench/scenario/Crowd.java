package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.CharlaMember;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.peer.Deliveries;
import chat.charla.bench.peer.Gathering;
import java.util.ArrayList;
import java.util.List;

/** Members of the lobby in which no messages are sent. */
final class Crowd {
  private static final Deliveries NONE =
      (reader, number) -> {
        throw new IllegalStateException("a delivery in a room without messages");
      };

  private final Loop loop;
  private final ContractPeer charla;
  private final String prefix;
  private final List<CharlaMember> members = new ArrayList<>();

  /**
   * Creates a crowd without members.
   *
   * @param prefix the prefix of the members' names
   */
  Crowd(Loop loop, ContractPeer charla, String prefix) {
    this.loop = loop;
    this.charla = charla;
    this.prefix = prefix;
  }

  /** Adds members until there are {@code count}. Each connects, joins and opens its stream. */
  void growTo(int count, int atOnce) {
    int before = members.size();
    members.addAll(
        Gathering.of(
            loop,
            count - before,
            atOnce,
            (index, whenEntered) ->
                charla
                    .member(loop, prefix + "-" + (before + index), CharlaMember.LOBBY, 0, NONE)
                    .enter(whenEntered)));
  }

  /** Closes the connections of all members. */
  void leave() {
    members.forEach(CharlaMember::close);
    members.clear();
  }
}
