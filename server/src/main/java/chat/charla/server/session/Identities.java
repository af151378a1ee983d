package chat.charla.server.session;

import chat.charla.server.name.NameRules;
import chat.charla.server.room.Directory;
import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.v1.ErrorReason;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds identities: by token, by request id, by id and by the name they hold. Owned by the core.
 *
 * <p>An identity that has ended by {@code Leave} is still found by its token, so that it can be
 * told.
 */
final class Identities implements Directory {
  private final Map<ByteString, Identity> byTokenHash = new HashMap<>();
  private final Map<ByteString, Identity> byRequestIdHash = new HashMap<>();
  private final Map<String, Identity> living = new HashMap<>();
  private final HeldNames names = new HeldNames();
  private final NavigableMap<String, Identity> present = new TreeMap<>();

  /** Those that have neither opened a stream nor sent a message, the longest unheard first. */
  private final Set<Identity> unused = new LinkedHashSet<>();

  /** Takes up an identity, living or ended. */
  void add(Identity identity) {
    byTokenHash.put(identity.record().value().getTokenHash(), identity);
    ByteString requestIdHash = identity.record().value().getRequestIdHash();
    if (!requestIdHash.isEmpty()) {
      byRequestIdHash.put(requestIdHash, identity);
    }
    if (!identity.ended()) {
      living.put(identity.id(), identity);
    }
  }

  /** No more found by id; its name is free. */
  void end(Identity identity) {
    living.remove(identity.id());
    present.remove(identity.id());
    names.release(identity.user().getName(), identity);
  }

  /** No more found at all. */
  void remove(Identity identity) {
    end(identity);
    unused.remove(identity);
    byTokenHash.remove(identity.record().value().getTokenHash());
    byRequestIdHash.remove(identity.record().value().getRequestIdHash(), identity);
  }

  /** This one is unused, and was heard of later than all others that are. */
  void addUnused(Identity identity) {
    unused.add(identity);
  }

  /** The identity has just been heard of. */
  void heard(Identity identity) {
    if (unused.remove(identity)) {
      unused.add(identity);
    }
  }

  /** The identity opens a stream or sends a message. */
  void used(Identity identity) {
    unused.remove(identity);
  }

  boolean isUnused(Identity identity) {
    return unused.contains(identity);
  }

  /** Of the unused, the one of which nothing was heard for the longest time; null without any. */
  @Nullable Identity longestUnheard() {
    return unused.isEmpty() ? null : unused.iterator().next();
  }

  /**
   * Frees a name that the identity has given up, or has not got: as soon as the record on disk is
   * known not to have it, unless the identity holds it again by then.
   */
  void releaseWhenSettled(String name, Identity identity) {
    if (!identity.doubtfulNames().add(name)) {
      return; // That waits already.
    }
    identity
        .record()
        .whenSettled(
            () -> {
              identity.doubtfulNames().remove(name);
              if (!identity.holds(name)) {
                names.release(name, identity);
              }
            });
  }

  /** Whose token this is. */
  Outcome<Identity> authenticate(String token) {
    if (token.isEmpty()) {
      return Outcome.refused(
          Rejection.of(
              ErrorReason.ERROR_REASON_SESSION_MISSING, "no 'authorization: Bearer TOKEN'"));
    }
    ByteString hash = Tokens.hash(token);
    Identity identity = byTokenHash.get(hash);
    if (identity == null || !Tokens.areEqual(identity.record().value().getTokenHash(), hash)) {
      return Outcome.refused(
          Rejection.of(ErrorReason.ERROR_REASON_SESSION_EXPIRED, "the token is not known"));
    }
    return identity.ended() ? Outcome.refused(Rejection.sessionEnded()) : Outcome.done(identity);
  }

  @Nullable Identity byRequestId(ByteString requestIdHash) {
    return byRequestIdHash.get(requestIdHash);
  }

  @Override
  public @Nullable Identity byId(String id) {
    return living.get(id);
  }

  @Override
  public @Nullable Identity byName(String name) {
    Identity holder = names.holder(name);
    if (holder == null || !holder.hasName()) {
      // A name is claimed before that is durable; until then nobody can write to it by that name.
      return null;
    }
    boolean same = NameRules.fold(holder.user().getName()).equals(NameRules.fold(name));
    return same ? byId(holder.id()) : null;
  }

  /** Maps each held name to its identity, also while that identity is still being stored. */
  HeldNames names() {
    return names;
  }

  /** Who is present, by id. */
  NavigableMap<String, Identity> present() {
    return present;
  }

  /** How many there are, those that have ended included. */
  int size() {
    return byTokenHash.size();
  }

  Collection<Identity> living() {
    return living.values();
  }

  List<Identity> all() {
    return new ArrayList<>(byTokenHash.values());
  }
}
