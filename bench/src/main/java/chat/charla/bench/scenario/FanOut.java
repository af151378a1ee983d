package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.report.Exponent;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One message to many readers, for all combinations of members, texts in flight and sizes of texts.
 */
public final class FanOut extends OneServerScenario {
  @Override
  public String name() {
    return "fan-out";
  }

  @Override
  public String what() {
    return "one message to many: server CPU per delivery by members, texts in flight, size";
  }

  @Override
  void measure(TestBed bed, Loop loop, ContractPeer charla, Result result) {
    Scale scale = bed.scale();
    Map<Integer, List<Exponent.Point>> byMembers = new LinkedHashMap<>();
    Map<Integer, ClosedLoop> rooms = new LinkedHashMap<>();
    for (int members : scale.rooms().members()) {
      bed.say(members + " members join");
      rooms.put(members, ClosedLoop.of(loop, charla, "room" + members, members));
    }
    bed.say("warming up");
    int size = scale.rooms().sizes().get(0);
    for (ClosedLoop room : rooms.values()) {
      room.warmUp(scale.rooms().inFlight(), size, scale.time().warmUp());
    }
    for (Map.Entry<Integer, ClosedLoop> room : rooms.entrySet()) {
      int members = room.getKey();
      for (int textSize : scale.rooms().sizes()) {
        for (int inFlight : scale.rooms().inFlight()) {
          Measured measured = room.getValue().run(inFlight, textSize, scale.time().window());
          result.add(row(members, inFlight, textSize, measured));
          if (textSize == size) {
            byMembers
                .computeIfAbsent(inFlight, none -> new ArrayList<>())
                .add(new Exponent.Point(members, measured.serverMicrosPerMessage()));
          }
        }
      }
    }
    byMembers.forEach(
        (inFlight, points) ->
            result.add(
                Exponent.fit("CPU per message, " + inFlight + " in flight", "members", points)));
  }

  private static Row row(int members, int inFlight, int size, Measured measured) {
    return new Row()
        .with("members", members)
        .with("in flight", inFlight)
        .with("bytes", size)
        .with("server us/delivery", measured.serverMicrosPerDelivery())
        .with("compiler %", measured.compilerPercent())
        .with("load us/delivery", measured.ownMicrosPerDelivery())
        .with("deliveries", measured.deliveries())
        .with("deliveries/s", measured.deliveriesPerSecond())
        .with("messages/s", measured.messagesPerSecond());
  }
}
