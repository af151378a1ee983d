package chat.charla.kit.world;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateRecoveryCodeRequest;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.testkit.network.RelayedCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The operator of the server, played by the kit. The operator connects directly to the server, with
 * the administration token. Every method waits for the server's answer.
 */
public final class Operator implements AutoCloseable {
  private final ManagedChannel channel;
  private final AdminServiceGrpc.AdminServiceBlockingStub stub;

  private Operator(ManagedChannel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(RelayedCall.AUTHORIZATION, "Bearer " + token);
    this.channel = channel;
    this.stub =
        AdminServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** The operator of the server with this data directory. */
  static Operator of(int port, Path data) {
    try {
      String token = Files.readString(data.resolve("admin-token")).strip();
      return new Operator(OtherClient.channel(port), token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Suspends an account until {@link #resume}. */
  public void suspend(String userId) {
    var ignored = stub.suspendAccount(SuspendAccountRequest.newBuilder().setUserId(userId).build());
  }

  /** Ends the suspension of an account. */
  public void resume(String userId) {
    var ignored = stub.resumeAccount(ResumeAccountRequest.newBuilder().setUserId(userId).build());
  }

  /** Creates an invitation with which one account can be created, and returns its code. */
  public String invitationCode() {
    return stub.createInvitation(CreateInvitationRequest.getDefaultInstance()).getInvitationCode();
  }

  /** Makes a recovery code for an account. */
  public String recoveryCode(String userId) {
    return stub.createRecoveryCode(CreateRecoveryCodeRequest.newBuilder().setUserId(userId).build())
        .getRecoveryCode()
        .getCode();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
