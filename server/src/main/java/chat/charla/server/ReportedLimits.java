package chat.charla.server;

import chat.charla.server.chat.ContractLimits;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.name.NameLimits;
import chat.charla.v1.Limits;
import chat.charla.v1.Rate;
import com.google.protobuf.Duration;
import java.util.Optional;

/** The limits that the server reports to clients, as the contract defines them. */
final class ReportedLimits {
  private ReportedLimits() {}

  static Limits of(ServerConfig config) {
    Limits.Builder limits =
        Limits.newBuilder()
            .setMaxTextCodePoints(config.texts().maxCodePoints())
            .setMaxTextBytes(config.texts().maxBytes())
            .setMaxNameCodePoints(NameLimits.MAX_CODE_POINTS)
            .setMaxClientMessageIdBytes(ContractLimits.MAX_MESSAGE_ID_BYTES)
            .setMaxRequestIdBytes(ContractLimits.MAX_REQUEST_ID_BYTES)
            .setMaxOutstandingCommands(ContractLimits.MAX_OUTSTANDING_COMMANDS)
            .setMaxPageSize(ContractLimits.MAX_PAGE_SIZE)
            .setMaxPresenceDetail(config.capacity().presenceDetail())
            .setNameLease(duration(config.times().nameLease()))
            .setIdentityLifetime(duration(config.times().lifetime()))
            .setMaxRoomsPerUser(config.capacity().roomsPerUser())
            .setMaxCursors(config.capacity().cursors())
            .setEdition(ContractLimits.EDITION)
            .setMaxRequestBytes(config.connections().limits().maxRequestBytes());
    if (!config.retention().repetitionWindow().isZero()) {
      limits.setRepetitionWindow(duration(config.retention().repetitionWindow()));
    }
    RateSettings rates = config.rates();
    rate(rates, Quota.MESSAGES).ifPresent(limits::setMessageRate);
    rate(rates, Quota.BYTES).ifPresent(limits::setByteRate);
    rate(rates, Quota.REPEATS).ifPresent(limits::setRepeatRate);
    rate(rates, Quota.COMMANDS).ifPresent(limits::setCommandRate);
    rate(rates, Quota.JOINS).ifPresent(limits::setJoinRate);
    rate(rates, Quota.ROOMS).ifPresent(limits::setRoomRate);
    return limits.build();
  }

  /** The rate of a session; empty if it is unlimited. */
  private static Optional<Rate> rate(RateSettings rates, Quota quota) {
    var rate = rates.perSession(quota);
    return rate.isUnlimited()
        ? Optional.empty()
        : Optional.of(
            Rate.newBuilder()
                .setCount(Math.toIntExact(rate.count()))
                .setPeriod(duration(rate.period()))
                .build());
  }

  private static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
