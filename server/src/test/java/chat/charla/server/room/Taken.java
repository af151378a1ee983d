package chat.charla.server.room;

import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** Counts the posts that have taken bytes from their allowance and have not given them back. */
final class Taken {
  int posts;

  SendAllowance allowance() {
    return new SendAllowance() {
      private int taken;

      @Override
      public Optional<Refusal> take() {
        return Optional.empty();
      }

      @Override
      public Optional<Refusal> takeBytes(long bytes) {
        taken++;
        posts++;
        return Optional.empty();
      }

      @Override
      public void giveBack() {
        posts -= taken;
        taken = 0;
      }
    };
  }
}
