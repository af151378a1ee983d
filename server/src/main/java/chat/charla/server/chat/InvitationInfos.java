package chat.charla.server.chat;

import chat.charla.admin.v1.InvitationInfo;
import chat.charla.server.identity.Identities;
import chat.charla.server.invitation.Invitation;
import chat.charla.server.invitation.Invitations;
import chat.charla.server.storage.v1.StoredInvitation;
import com.google.protobuf.Timestamp;

/** Describes invitations to members and to the operator. Owned by the core. */
final class InvitationInfos {
  private final Invitations invitations;
  private final Identities identities;

  InvitationInfos(Invitations invitations, Identities identities) {
    this.invitations = invitations;
    this.identities = identities;
  }

  chat.charla.v1.Invitation describe(Invitation invitation) {
    StoredInvitation stored = invitation.stored();
    return chat.charla.v1.Invitation.newBuilder()
        .setId(stored.getId())
        .setNote(stored.getNote())
        .setUses(stored.getUses())
        .setUsedCount(invitation.countUses())
        .setCreateTime(AccountInfos.time(stored.getCreateMillis()))
        .setExpireTime(
            Timestamp.newBuilder().setSeconds(invitations.expirySeconds(invitation)).build())
        .build();
  }

  InvitationInfo describeToOperator(Invitation invitation) {
    InvitationInfo.Builder info = InvitationInfo.newBuilder().setInvitation(describe(invitation));
    String inviter = invitation.stored().getInviterId();
    if (!inviter.isEmpty()) {
      info.setInviter(AccountInfos.user(identities, inviter));
    }
    return info.build();
  }
}
