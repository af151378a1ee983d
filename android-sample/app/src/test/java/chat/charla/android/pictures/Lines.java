package chat.charla.android.pictures;

import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.User;
import chat.charla.v1.UserJoined;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The messages in the pictures, in the language of each picture. */
final class Lines {
  static final User ANA = User.newBuilder().setId("u1").setName("Ana").build();
  private static final User BEA = User.newBuilder().setId("u2").setName("Bea").build();
  private static final User CARL = User.newBuilder().setId("u3").setName("Carl").build();

  static final List<User> PEOPLE = List.of(ANA, BEA, CARL);
  static final String ROOM = "lobby";

  final List<Event> events = new ArrayList<>();

  /** A message of Ana that is too long for the server. */
  final String tooLong;

  /** A message of Ana that gets no answer. */
  final String unanswered;

  private Lines(String tooLong, String unanswered) {
    this.tooLong = tooLong;
    this.unanswered = unanswered;
  }

  static Lines in(String language) {
    return language.equals("es") ? spanish() : english();
  }

  private static Lines english() {
    Lines lines =
        new Lines(
            "The whole story, from the beginning: it was a dark and stormy night…",
            "On the train now. Back in a minute");
    lines.message(CARL, "2026-03-13T21:58:00Z", "Moving the server tonight. You will not notice");
    lines.message(ANA, "2026-03-14T08:41:00Z", "Not a word lost, and nothing came twice");
    lines.message(CARL, "2026-03-14T08:43:00Z", "/me puts the kettle on");
    lines.joined(BEA);
    return lines;
  }

  private static Lines spanish() {
    Lines lines =
        new Lines(
            "La historia entera, desde el principio: era una noche oscura y tormentosa…",
            "Ya en el tren. Vuelvo en un minuto");
    lines.message(CARL, "2026-03-13T21:58:00Z", "Esta noche mudo el servidor. Ni se notará");
    lines.message(ANA, "2026-03-14T08:41:00Z", "Ni una palabra perdida, ni una repetida");
    lines.message(CARL, "2026-03-14T08:43:00Z", "/me pone agua para el té");
    lines.joined(BEA);
    return lines;
  }

  private void message(User actor, String time, String text) {
    events.add(
        Event.newBuilder()
            .setRoom(ROOM)
            .setSequence(events.size() + 1L)
            .setCreateTime(Timestamp.newBuilder().setSeconds(Instant.parse(time).getEpochSecond()))
            .setActor(actor)
            .setMessagePosted(MessagePosted.newBuilder().setText(text))
            .build());
  }

  private void joined(User actor) {
    events.add(
        Event.newBuilder()
            .setRoom(ROOM)
            .setActor(actor)
            .setUserJoined(UserJoined.getDefaultInstance())
            .build());
  }
}
