package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.report.Exponent;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.bench.report.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares many rooms of five members with one room of 200 members. Each small room has one text in
 * flight. The small rooms share nothing but commits to disk.
 */
public final class SmallRooms extends OneServerScenario {
  private static final int MEMBERS = 5;
  private static final int LARGE_ROOM = 200;
  private static final int SIZE = 100;
  private static final double TARGET = 2.5;

  @Override
  public String name() {
    return "small-rooms";
  }

  @Override
  public String what() {
    return "many rooms of five, one text in flight in each, compared with one room of 200";
  }

  @Override
  void measure(TestBed bed, Loop loop, ContractPeer charla, Result result) {
    Scale scale = bed.scale();
    List<Exponent.Point> growth = new ArrayList<>();
    ClosedLoop large = ClosedLoop.of(loop, charla, "large", LARGE_ROOM);
    List<Traffic> rooms = new ArrayList<>();
    double last = 0;
    for (int count : scale.counts().smallRooms()) {
      bed.say("filling " + count + " rooms of " + MEMBERS);
      while (rooms.size() < count) {
        rooms.add(new Traffic(charla, loop, "small" + rooms.size(), MEMBERS));
      }
      ClosedLoop small = new ClosedLoop(loop, charla, List.copyOf(rooms));
      small.warmUp(List.of(1), SIZE, scale.time().warmUp().dividedBy(3));
      Measured measured = small.run(1, SIZE, scale.time().window());
      result.add(row(count, MEMBERS, measured));
      growth.add(new Exponent.Point(count, measured.serverMicrosPerDelivery()));
      last = measured.serverMicrosPerDelivery();
    }
    large.warmUp(List.of(1), SIZE, scale.time().warmUp().dividedBy(3));
    Measured measured = large.run(1, SIZE, scale.time().window());
    result.add(row(1, LARGE_ROOM, measured));
    result.add(Exponent.fit("CPU per delivery", "rooms", growth));
    result.add(
        Target.atMost(
            "CPU per delivery with the most small rooms, divided by that of a room of "
                + LARGE_ROOM,
            TARGET,
            last / measured.serverMicrosPerDelivery()));
  }

  private static Row row(int rooms, int members, Measured measured) {
    return new Row()
        .with("rooms", rooms)
        .with("members", members)
        .with("server us/delivery", measured.serverMicrosPerDelivery())
        .with("server us/message", measured.serverMicrosPerMessage())
        .with("compiler %", measured.compilerPercent())
        .with("load us/delivery", measured.ownMicrosPerDelivery())
        .with("deliveries", measured.deliveries())
        .with("messages/s", measured.messagesPerSecond());
  }
}
