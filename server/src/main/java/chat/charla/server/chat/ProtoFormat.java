package chat.charla.server.chat;

import chat.charla.server.log.TimelineId;
import chat.charla.server.room.Room;
import chat.charla.server.storage.StoredFormat;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredInvitation;
import chat.charla.server.storage.v1.StoredMembership;
import chat.charla.server.storage.v1.StoredReceipt;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.server.storage.v1.StoredRoomMember;
import chat.charla.v1.Event;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses what the chat stores: serialized messages of Protocol Buffers. */
public final class ProtoFormat implements StoredFormat {

  @Override
  public String lobby() {
    return Room.LOBBY;
  }

  @Override
  public @Nullable StoredEvent event(byte[] bytes) {
    try {
      Event event = Event.parseFrom(bytes);
      boolean lost =
          event.getKindCase() == Event.KindCase.KIND_NOT_SET
              && !event.hasActor()
              && !event.hasCreateTime();
      return new StoredEvent(
          event.getRoom(),
          event.getSequence(),
          event.getActor().getId(),
          event.getMessagePosted().getRecipient().getId(),
          lost);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  @Override
  public boolean isEventAt(TimelineId timeline, long sequence, byte[] bytes) {
    String storedRoom = "";
    long storedSequence = 0;
    boolean lost = true;
    try {
      CodedInputStream fields = CodedInputStream.newInstance(bytes);
      for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case Event.ROOM_FIELD_NUMBER -> storedRoom = fields.readString();
          case Event.SEQUENCE_FIELD_NUMBER -> storedSequence = fields.readInt64();
          default -> {
            lost = false;
            fields.skipField(tag);
          }
        }
      }
    } catch (IOException damaged) {
      return false;
    }
    return !lost && storedSequence == sequence && storedRoom.equals(timeline.roomName());
  }

  @Override
  public byte[] lostEvent(TimelineId timeline, long sequence) {
    return Event.newBuilder()
        .setRoom(timeline.roomName())
        .setSequence(sequence)
        .build()
        .toByteArray();
  }

  @Override
  public boolean isReceipt(byte[] receipt) {
    try {
      StoredReceipt.parseFrom(receipt);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  @Override
  public @Nullable IdentitySummary identity(byte[] record) {
    try {
      StoredIdentity identity = StoredIdentity.parseFrom(record);
      boolean ended = identity.getEndedMillis() != 0;
      return new IdentitySummary(
          identity.getId(),
          ended,
          ended
              ? List.of()
              : identity.getMembershipsList().stream().map(StoredMembership::getRoom).toList());
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  @Override
  public @Nullable String invitation(byte[] record) {
    try {
      return StoredInvitation.parseFrom(record).getId();
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  @Override
  public boolean isRoom(byte[] record) {
    try {
      StoredRoom.parseFrom(record);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  @Override
  public @Nullable String roomMember(byte[] record) {
    try {
      return StoredRoomMember.parseFrom(record).getUserId();
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }
}
