package chat.charla.android.pictures;

import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Scope;
import chat.charla.v1.Session;
import chat.charla.v1.User;
import chat.charla.v1.UserJoined;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The messages in a picture, in the language of the picture. */
final class Lines {
  static final User ANA = User.newBuilder().setId("u1").setName("Ana").build();
  private static final User BEA = User.newBuilder().setId("u2").setName("Bea").build();
  private static final User CARL = User.newBuilder().setId("u3").setName("Carl").build();

  static final List<User> PEOPLE = List.of(ANA, BEA, CARL);
  static final String ROOM = "lobby";

  final List<Event> events = new ArrayList<>();

  /** The messages that the other users post later. */
  final List<Event> later = new ArrayList<>();

  /** The sessions of Ana. */
  final List<Session> sessions = new ArrayList<>();

  /** A message of Ana that is too long, so that the client refuses it. */
  final String tooLong;

  /** A message of Ana that the server does not answer, so that it stays pending. */
  final String unanswered;

  /** The sequence of the newest message. */
  private long sequence;

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
    lines.message(CARL, "2026-03-13T21:58:00Z", "Moving the server tonight");
    lines.message(CARL, "2026-03-14T08:40:00Z", "Done. Did you notice?");
    lines.message(CARL, "2026-03-14T08:41:00Z", "/me puts the kettle on");
    lines.message(ANA, "2026-03-14T08:42:00Z", "Not a word lost, and nothing came twice");
    lines.joined(BEA);
    lines.message(BEA, "2026-03-14T08:44:00Z", "Good morning! Is there tea?");
    lines.later(CARL, "2026-03-14T08:46:00Z", "In a minute");
    lines.later(BEA, "2026-03-14T08:47:00Z", "Coming!");
    lines.addSessions("Phone", "Tablet", "Weather bot");
    return lines;
  }

  private static Lines spanish() {
    Lines lines =
        new Lines(
            "La historia entera, desde el principio: era una noche oscura y tormentosa…",
            "Ya en el tren. Vuelvo en un minuto");
    lines.message(CARL, "2026-03-13T21:58:00Z", "Esta noche mudo el servidor");
    lines.message(CARL, "2026-03-14T08:40:00Z", "Listo. ¿Alguien lo notó?");
    lines.message(CARL, "2026-03-14T08:41:00Z", "/me pone agua para el té");
    lines.message(ANA, "2026-03-14T08:42:00Z", "Ni una palabra perdida, ni una repetida");
    lines.joined(BEA);
    lines.message(BEA, "2026-03-14T08:44:00Z", "¡Buenos días! ¿Hay té?");
    lines.later(CARL, "2026-03-14T08:46:00Z", "En un minuto");
    lines.later(BEA, "2026-03-14T08:47:00Z", "¡Voy!");
    lines.addSessions("Teléfono", "Tableta", "Bot del tiempo");
    return lines;
  }

  private void message(User actor, String time, String text) {
    events.add(posted(actor, ++sequence, time, text));
  }

  private void addSessions(String phone, String tablet, String bot) {
    sessions.add(Session.newBuilder().setLabel(phone).setOnline(true).setCurrent(true).build());
    sessions.add(seen(tablet, "2026-03-12T19:00:00Z").build());
    sessions.add(seen(bot, "2026-03-01T06:00:00Z").addScopes(Scope.SCOPE_WRITE).build());
  }

  private static Session.Builder seen(String label, String time) {
    return Session.newBuilder().setLabel(label).setSeenTime(timestamp(time));
  }

  private static Timestamp timestamp(String time) {
    return Timestamp.newBuilder().setSeconds(Instant.parse(time).getEpochSecond()).build();
  }

  private void later(User actor, String time, String text) {
    later.add(posted(actor, ++sequence, time, text));
  }

  private static Event posted(User actor, long sequence, String time, String text) {
    return Event.newBuilder()
        .setRoom(ROOM)
        .setSequence(sequence)
        .setCreateTime(timestamp(time))
        .setActor(actor)
        .setMessagePosted(MessagePosted.newBuilder().setText(text))
        .build();
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
