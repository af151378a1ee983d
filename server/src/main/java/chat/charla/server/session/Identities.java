package chat.charla.server.session;

import chat.charla.name.NameFold;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Directory;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds identities by token, request id, id, and the name that they hold. Owned by the core.
 *
 * <p>An identity that has left by {@code Leave} is still found by its token for some time, so that
 * its client is refused with SESSION_ENDED.
 */
final class Identities implements Directory {
  private final Map<ByteString, Identity> byTokenHash = new HashMap<>();
  private final Map<ByteString, Identity> byRequestIdHash = new HashMap<>();
  private final Map<String, Identity> active = new HashMap<>();
  private final HeldNames names = new HeldNames();
  private final NavigableMap<String, Identity> present = new TreeMap<>();

  /** Adds an identity, which may have left. */
  void add(Identity identity) {
    byTokenHash.put(identity.record().value().getTokenHash(), identity);
    ByteString requestIdHash = identity.record().value().getRequestIdHash();
    if (!requestIdHash.isEmpty()) {
      byRequestIdHash.put(requestIdHash, identity);
    }
    if (!identity.ended()) {
      active.put(identity.id(), identity);
    }
  }

  /** Marks an identity as ended: it is no longer found by id, and its name is free. */
  void end(Identity identity) {
    active.remove(identity.id());
    present.remove(identity.id());
    names.release(identity.user().getName(), identity);
  }

  /** Removes an identity: it is no longer found at all. */
  void remove(Identity identity) {
    end(identity);
    byTokenHash.remove(identity.record().value().getTokenHash());
    byRequestIdHash.remove(identity.record().value().getRequestIdHash(), identity);
  }

  /** The identity with this token. */
  Outcome<Identity> authenticate(String token) {
    if (token.isEmpty()) {
      return Outcome.refused(
          Refusal.of(
              ErrorReason.ERROR_REASON_SESSION_MISSING,
              "the header 'authorization: Bearer TOKEN' is missing"));
    }
    // A token that is too long is not hashed: that takes time.
    Identity identity = token.length() > Tokens.LENGTH ? null : byToken(token);
    if (identity == null) {
      return Outcome.refused(
          Refusal.of(ErrorReason.ERROR_REASON_SESSION_EXPIRED, "the token is unknown"));
    }
    return identity.ended() ? Outcome.refused(Refusal.sessionEnded()) : Outcome.done(identity);
  }

  private @Nullable Identity byToken(String token) {
    ByteString hash = Tokens.hash(token);
    Identity identity = byTokenHash.get(hash);
    return identity != null && Tokens.areEqual(identity.record().value().getTokenHash(), hash)
        ? identity
        : null;
  }

  @Nullable Identity byRequestId(ByteString requestIdHash) {
    return byRequestIdHash.get(requestIdHash);
  }

  @Override
  public @Nullable Identity byId(String id) {
    return active.get(id);
  }

  @Override
  public @Nullable Identity byName(String name) {
    Identity holder = names.holder(name);
    if (holder == null || !holder.hasName()) {
      // A name is claimed before its owner is durable; until then no message can be sent to it.
      return null;
    }
    boolean same = NameFold.fold(holder.user().getName()).equals(NameFold.fold(name));
    return same ? byId(holder.id()) : null;
  }

  /** The names that identities hold, including those of identities that are still being stored. */
  HeldNames names() {
    return names;
  }

  /** The present identities, by id. */
  NavigableMap<String, Identity> present() {
    return present;
  }

  /** The number of identities, including those that have left. */
  int size() {
    return byTokenHash.size();
  }

  Collection<Identity> active() {
    return active.values();
  }

  List<Identity> all() {
    return new ArrayList<>(byTokenHash.values());
  }
}
