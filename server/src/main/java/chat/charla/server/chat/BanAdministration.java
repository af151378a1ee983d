package chat.charla.server.chat;

import chat.charla.admin.v1.BanAddressRequest;
import chat.charla.admin.v1.BanAddressResponse;
import chat.charla.admin.v1.ListAddressBansResponse;
import chat.charla.admin.v1.UnbanAddressRequest;
import chat.charla.admin.v1.UnbanAddressResponse;
import chat.charla.server.account.Labels;
import chat.charla.server.ban.AddressBan;
import chat.charla.server.ban.AddressBans;
import chat.charla.server.proxy.AddressRange;
import chat.charla.server.proxy.TrustedProxies;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The operator's calls that ban network addresses. The transport has checked the administration
 * token of each call. As in {@link Chat}, every method returns at once, any thread may call it, and
 * the core calls its reply.
 */
public final class BanAdministration {
  private static final List<AddressRange> LOOPBACK =
      Stream.of("127.0.0.0/8", "::1").map(AddressRange::parse).toList();
  private static final int MIN_IPV4_PREFIX_BITS = 8;
  private static final int MIN_IPV6_PREFIX_BITS = 16;
  private static final int MAX_NOTE_CODE_POINTS = 200;

  private final Calls calls;
  private final AddressBans bans;
  private final Streams streams;
  private final Audit audit;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  BanAdministration(
      Calls calls, AddressBans bans, Streams streams, Audit audit, InstantSource clock) {
    this.calls = calls;
    this.bans = bans;
    this.streams = streams;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Whether this address is banned. The address must be one that limits apply to. Does not block.
   */
  public boolean isBanned(InetAddress client) {
    return bans.isBanned(client);
  }

  /**
   * Adds a task that runs on the core whenever a ban has begun. The task must not block. Any thread
   * may call this method.
   */
  public void whenBanned(Runnable task) {
    listeners.add(task);
  }

  /**
   * Bans addresses, and ends the streams of the clients that have them.
   *
   * @param proxies the proxies whose addresses cannot be banned; the addresses of this machine
   *     cannot be banned either
   */
  public void ban(
      BanAddressRequest request,
      TrustedProxies proxies,
      Consumer<Outcome<BanAddressResponse>> reply) {
    calls.onCore(
        reply,
        () ->
            requestedBan(request, proxies)
                .match(ban -> ban(ban, reply), refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private Outcome<AddressBan> requestedBan(BanAddressRequest request, TrustedProxies proxies) {
    return range(request.getCidr())
        .then(range -> requireAllowed(range, proxies))
        .then(
            range -> {
              String note = request.getNote();
              Optional<Refusal> refusal = Labels.refusal("note", note, MAX_NOTE_CODE_POINTS);
              if (refusal.isPresent()) {
                return Outcome.refused(refusal.get());
              }
              if (!request.hasDuration()) {
                return Outcome.done(new AddressBan(range, 0, note));
              }
              Optional<Duration> duration = OperatorDurations.parse(request.getDuration());
              return duration.isEmpty()
                  ? Outcome.refused(OperatorDurations.refusal())
                  : Outcome.done(
                      new AddressBan(range, clock.millis() + duration.get().toMillis(), note));
            });
  }

  private static Outcome<AddressRange> range(String cidr) {
    try {
      return Outcome.done(AddressRange.parse(cidr));
    } catch (IllegalArgumentException e) {
      return Outcome.refused(rangeRefusal("syntax", String.valueOf(e.getMessage())));
    }
  }

  private static Outcome<AddressRange> requireAllowed(AddressRange range, TrustedProxies proxies) {
    if (range.bits() < (range.isIpv4() ? MIN_IPV4_PREFIX_BITS : MIN_IPV6_PREFIX_BITS)) {
      return Outcome.refused(
          rangeRefusal("too_wide", "must be at least /8 for IPv4, /16 for IPv6"));
    }
    if (LOOPBACK.stream().anyMatch(range::overlaps)) {
      return Outcome.refused(rangeRefusal("loopback", "has an address of this machine"));
    }
    if (proxies.overlaps(range)) {
      return Outcome.refused(rangeRefusal("proxy", "has the address of a trusted proxy"));
    }
    return Outcome.done(range);
  }

  private static Refusal rangeRefusal(String rule, String message) {
    return Refusal.argument("cidr", message).with("rule", rule);
  }

  private void ban(AddressBan ban, Consumer<Outcome<BanAddressResponse>> reply) {
    if (bans.find(ban.range()) == null && bans.isFull()) {
      reply.accept(Outcome.refused(Refusal.serverFull("bans of addresses")));
      return;
    }
    bans.put(
        ban,
        stored -> {
          if (!stored) {
            reply.accept(Outcome.refused(Refusal.storageUnavailable()));
            return;
          }
          int ended = streams.endBanned();
          listeners.forEach(Runnable::run);
          BanAddressResponse answer =
              BanAddressResponse.newBuilder()
                  .setBan(describe(ban))
                  .setEndedStreamCount(ended)
                  .build();
          Map<String, String> details = new TreeMap<>();
          if (ban.hasEnd()) {
            details.put("end_time", OperatorDurations.format(ban.endMillis()));
          }
          if (!ban.note().isEmpty()) {
            details.put("note", ban.note());
          }
          audit.actedInChat("address.banned", ban.range().toString(), details, answer, reply);
        });
  }

  /** Ends the ban of a range. */
  public void unban(UnbanAddressRequest request, Consumer<Outcome<UnbanAddressResponse>> reply) {
    calls.onCore(
        reply,
        () ->
            range(request.getCidr())
                .match(
                    range -> unban(range, reply),
                    refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private void unban(AddressRange range, Consumer<Outcome<UnbanAddressResponse>> reply) {
    bans.remove(
        range,
        removed ->
            audit.actedInChat(
                "address.unbanned",
                range.toString(),
                removed ? Map.of() : Audit.UNCHANGED,
                unbanResponse(range, removed),
                reply),
        () -> reply.accept(Outcome.refused(Refusal.storageUnavailable())));
  }

  private UnbanAddressResponse unbanResponse(AddressRange range, boolean removed) {
    UnbanAddressResponse.Builder answer = UnbanAddressResponse.newBuilder().setRemoved(removed);
    bans.all().stream()
        .filter(ban -> ban.range().overlaps(range))
        .forEach(ban -> answer.addOverlappingBans(describe(ban)));
    return answer.build();
  }

  /** Lists the bans. */
  public void list(Consumer<Outcome<ListAddressBansResponse>> reply) {
    calls.onCore(
        reply,
        () -> {
          ListAddressBansResponse.Builder answer = ListAddressBansResponse.newBuilder();
          bans.all().forEach(ban -> answer.addBans(describe(ban)));
          reply.accept(Outcome.done(answer.build()));
        });
  }

  private static chat.charla.admin.v1.AddressBan describe(AddressBan ban) {
    chat.charla.admin.v1.AddressBan.Builder description =
        chat.charla.admin.v1.AddressBan.newBuilder()
            .setCidr(ban.range().toString())
            .setNote(ban.note());
    if (ban.hasEnd()) {
      description.setEndTime(AccountInfos.time(ban.endMillis()));
    }
    return description.build();
  }
}
