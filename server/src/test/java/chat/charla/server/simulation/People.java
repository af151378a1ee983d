package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.FakeScheduler;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.testkit.VirtualTime;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import chat.charla.v1.PresentUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** The people of one run. */
final class People {
  private final Random random;
  private final Truth truth;
  private final VirtualTime time;
  private final Scheduler network;
  private final SimulatedServer server;
  private final List<Person> people = new ArrayList<>();
  private int joined;

  People(Random random, Truth truth, VirtualTime time, Scheduler network, SimulatedServer server) {
    this.random = random;
    this.truth = truth;
    this.time = time;
    this.network = network;
    this.server = server;
  }

  /** Adds a person with a new name. */
  void join() {
    SimulatedTransport transport = transport(Duration.ofMillis(1 + random.nextInt(50)));
    String name = newName();
    // Half of the people have older clients. A client of edition 1 is told of a membership that its
    // Ready lacks, so it would hide a Ready that comes too early.
    if (joined % 2 == 1) {
      transport.edition(0);
    }
    people.add(person(name, transport));
  }

  /** Makes a person with this name, without adding the person to this object. */
  Person makePerson(String name) {
    return person(name, transport(Duration.ofMillis(10)));
  }

  private SimulatedTransport transport(Duration maxDelay) {
    return new SimulatedTransport(time, random, network, server, truth, maxDelay);
  }

  private Person person(String name, SimulatedTransport transport) {
    return new Person(name, random, truth, transport, new FakeScheduler(time));
  }

  /** All people, in the order in which they were added. */
  List<Person> all() {
    return Collections.unmodifiableList(people);
  }

  Person any() {
    return people.get(random.nextInt(people.size()));
  }

  void remove(Person person) {
    people.remove(person);
  }

  /** Disconnects and removes all people; they do not leave the chat. */
  void disconnect() {
    people.forEach(person -> person.client().close());
    people.clear();
  }

  /** A new name, or one that another person has or wants. */
  String anyName() {
    return random.nextInt(3) > 0 ? newName() : any().name();
  }

  /** A new name; now and then one that is confusable with another person's. */
  String newName() {
    String name = "person" + ++joined;
    if (people.isEmpty() || random.nextInt(3) > 0) {
      return name;
    }
    String model = any().name();
    return random.nextBoolean() ? model.replace('o', '0') : model.toUpperCase(Locale.ROOT);
  }

  /** The names of all users that are present. */
  List<String> roster(Person asking) {
    return present(asking, "").stream().map(user -> user.getUser().getName()).toList();
  }

  /**
   * The users that are present in the room.
   *
   * @param room empty for all rooms
   */
  List<PresentUser> present(Person asking, String room) {
    List<PresentUser> present = new ArrayList<>();
    List<Boolean> answered = new ArrayList<>();
    asking
        .client()
        .listUsers(
            ListUsersRequest.newBuilder().setRoom(room).build(),
            new Answer<>() {
              @Override
              public void onSuccess(ListUsersResponse response) {
                present.addAll(response.getUsersList());
                answered.add(true);
              }

              @Override
              public void onFailure(CallFailure failure) {
                throw new AssertionError("no list of users: " + failure);
              }
            });
    await("the list of users", () -> !answered.isEmpty());
    return present;
  }

  /** Lets time pass until the condition holds; fails after ten minutes. */
  void await(String what, BooleanSupplier condition) {
    long limit = time.nanoTime() + Duration.ofMinutes(10).toNanos();
    boolean reached = time.runUntil(() -> condition.getAsBoolean() || time.nanoTime() > limit);
    truth.requireUnbroken();
    require(reached && condition.getAsBoolean(), "waited in vain until %s; %s", what, people);
  }
}
