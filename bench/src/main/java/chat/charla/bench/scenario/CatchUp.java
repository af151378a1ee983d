package chat.charla.bench.scenario;

import chat.charla.bench.BenchFailure;
import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.CharlaMember;
import chat.charla.bench.peer.ContractPeer;
import chat.charla.bench.peer.Gathering;
import chat.charla.bench.peer.Tally;
import chat.charla.bench.report.Exponent;
import chat.charla.bench.report.Result;
import chat.charla.bench.report.Row;
import chat.charla.bench.report.Target;
import chat.charla.v1.Cursor;
import chat.charla.v1.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many readers read the same history while members of another room exchange messages. This measures
 * what a delivery from the log costs, and whether catching up slows down the other room.
 */
public final class CatchUp extends OneServerScenario {
  private static final int SIZE = 100;
  private static final int IN_FLIGHT = 64;
  private static final int AT_ONCE = 64;
  private static final int LIVE_RATE = 100;
  private static final int LIVE_MEMBERS = 50;
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double TARGET_PER_CORE = 1_000_000;
  private static final double TARGET_P99_FACTOR = 2;

  @Override
  public String name() {
    return "catch-up";
  }

  @Override
  public String what() {
    return "readers that are thousands of messages behind, while another room has traffic";
  }

  @Override
  void measure(TestBed bed, Loop loop, ContractPeer charla, Result result) {
    Scale scale = bed.scale();
    List<Exponent.Point> growth = new ArrayList<>();
    try (LiveRoom live = new LiveRoom(charla, LIVE_MEMBERS, LIVE_RATE)) {
      bed.say("writing " + scale.behind().messages() + " messages");
      write(loop, charla, scale.behind().messages());
      double quiet =
          live.p99Millis(scale.time().warmUp().dividedBy(2), scale.time().window().multipliedBy(2));
      double last = 0;
      double busy = 0;
      for (int readers : scale.behind().readers()) {
        bed.say(readers + " readers join and catch up");
        Reading reading = new Reading(loop, charla, readers, scale.behind().messages());
        live.begin();
        Meter meter = Meter.start(charla.process());
        reading.run();
        Measured all = meter.stop(readers, reading.deliveries());
        busy = live.endP99Millis();
        double late = live.lateP99Millis();
        // Measure the other room alone after the run, because by then the JIT compiler has finished
        // most of its work.
        Measured measured = all.without(live.alone(scale.time().window()));
        reading.leave();
        last = MICROS_PER_SECOND / measured.serverMicrosPerDelivery();
        growth.add(new Exponent.Point(readers, measured.serverMicros()));
        result.add(
            new Row()
                .with("readers", readers)
                .with("deliveries", measured.deliveries())
                .with("deliveries/s per core of server", last)
                .with("server us/delivery", measured.serverMicrosPerDelivery())
                .with("load us/delivery", measured.ownMicrosPerDelivery())
                .with("deliveries/s", measured.deliveriesPerSecond())
                .with("live p99 ms", busy)
                .with("sent late p99 ms", late)
                .with("before", quiet));
      }
      result.add(Exponent.fit("CPU", "readers", growth));
      result.add(Target.atLeast("deliveries/s per core of server", TARGET_PER_CORE, last));
      result.add(
          Target.atMost(
              "live readers' p99, divided by their p99 before", TARGET_P99_FACTOR, busy / quiet));
    }
    result.note(
        "live: " + LIVE_MEMBERS + " members, " + LIVE_RATE + " messages/s, from a separate thread");
    result.note("the CPU of the live room, measured alone after each run, is subtracted");
  }

  private static void write(Loop loop, ContractPeer charla, int messages) {
    Author author = new Author(messages);
    List<CharlaMember> one =
        Gathering.of(
            loop,
            1,
            1,
            (index, whenEntered) ->
                charla
                    .member(loop, "author", CharlaMember.LOBBY, 0, author.tally)
                    .enter(whenEntered));
    author.write(loop, one.get(0));
  }

  /** Writes the history. */
  private static final class Author {
    private final int messages;
    private final Tally tally;

    Author(int messages) {
      this.messages = messages;
      this.tally = new Tally("history", 1, IN_FLIGHT, () -> {});
    }

    void write(Loop loop, CharlaMember member) {
      loop.runUntil(
          "the history is written",
          SILENCE,
          tally::deliveries,
          () -> {
            while (tally.sent() < messages && tally.inFlight() < IN_FLIGHT / 2) {
              member.send(tally.send(), SIZE);
            }
            return tally.sent() == messages
                && tally.inFlight() == 0
                && tally.acknowledged() == messages;
          });
    }
  }

  /** Readers that have joined and have not read anything yet. */
  private static final class Reading {
    private static final Open FROM_THE_START =
        Open.newBuilder()
            .addCursors(Cursor.newBuilder().setRoom(CharlaMember.LOBBY).setAfterSequence(0))
            .build();

    private final Loop loop;
    private final int messages;
    private final List<CharlaMember> members;
    private final long[] next;
    private int opening;
    private long deliveries;

    Reading(Loop loop, ContractPeer charla, int readers, int messages) {
      this.loop = loop;
      this.messages = messages;
      this.next = new long[readers];
      this.members =
          Gathering.of(
              loop,
              readers,
              AT_ONCE,
              (index, whenEntered) ->
                  charla
                      .member(
                          loop,
                          "reader" + readers + "-" + index,
                          CharlaMember.LOBBY,
                          index,
                          this::delivered)
                      .join(whenEntered));
    }

    void run() {
      for (int i = 0; i < AT_ONCE; i++) {
        openNext();
      }
      long all = (long) members.size() * messages;
      loop.runUntil(
          "all readers have caught up", SILENCE, this::deliveries, () -> deliveries == all);
    }

    /**
     * Opens the stream of the next reader. Only a few readers open their streams at the same time.
     * {@link Storm} measures many readers that open their streams at the same time.
     */
    private void openNext() {
      if (opening < members.size()) {
        members.get(opening++).open(FROM_THE_START, this::openNext);
      }
    }

    long deliveries() {
      return deliveries;
    }

    void leave() {
      members.forEach(CharlaMember::close);
    }

    private void delivered(int reader, long number) {
      if (number != next[reader]) {
        throw new BenchFailure(
            "reader " + reader + " got " + number + " but expected " + next[reader]);
      }
      next[reader]++;
      deliveries++;
    }
  }
}
