package chat.charla.server.storage;

import chat.charla.server.invitation.InvitationStore;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The {@link InvitationStore} of a {@link FakeStorage}. */
final class FakeInvitationStore implements InvitationStore {
  private final FakeDisk disk;
  private final FakeTransport transport;

  FakeInvitationStore(FakeDisk disk, FakeTransport transport) {
    this.disk = disk;
    this.transport = transport;
  }

  @Override
  public Map<String, byte[]> load() {
    transport.requireOpen();
    return disk.invitations();
  }

  @Override
  public CompletionStage<Boolean> put(String id, byte[] record) {
    return transport.write(() -> disk.putInvitation(id, record));
  }

  @Override
  public CompletionStage<Boolean> remove(String id) {
    return transport.write(() -> disk.removeInvitation(id));
  }
}
