package chat.charla.server.chat;

import chat.charla.server.room.AgeRetention;
import chat.charla.server.room.RetentionAges;
import chat.charla.server.room.Rooms;

/** Changes the settings that can change while the chat runs. Owned by the core. */
final class Adjustment {
  private final Joining joining;
  private final Losses losses;
  private final Rates rates;
  private final Rooms rooms;
  private final AgeRetention retention;

  /** Connects the parts whose settings can change. */
  Adjustment(Joining joining, Losses losses, Rates rates, Rooms rooms, AgeRetention retention) {
    this.joining = joining;
    this.losses = losses;
    this.rates = rates;
    this.rooms = rooms;
    this.retention = retention;
  }

  /** Applies new settings; see {@link Chat#adjust}. */
  void apply(ChatSettings settings, long retainMessages, RetentionAges ages) {
    // This change comes first, because it is the only one that can fail.
    rates.change(settings.rates());
    joining.changeWelcome(settings.welcome());
    losses.changeDelay(settings.lossDelay());
    rooms.retain(retainMessages);
    retention.change(ages);
  }
}
