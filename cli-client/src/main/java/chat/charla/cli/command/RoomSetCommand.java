package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.RoomCalls;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateRoomRequest;
import com.google.protobuf.FieldMask;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code charla room set}: changes settings of a room, and prints all settings. */
@Command(name = "set", sortOptions = false)
final class RoomSetCommand extends RoomSubcommand {
  @Option(names = "--title", paramLabel = "TEXT")
  private @Nullable String title;

  @Option(names = "--topic", paramLabel = "TEXT")
  private @Nullable String topic;

  @Option(
      names = "--access",
      paramLabel = "public|accounts",
      converter = RoomConverters.OfAccess.class)
  private @Nullable RoomAccess access;

  @Option(
      names = "--post-role",
      paramLabel = "guest|member|moderator|owner",
      converter = RoomConverters.OfRole.class)
  private @Nullable Role postRole;

  @Option(
      names = "--slow-mode",
      paramLabel = "DURATION|off",
      converter = RoomConverters.OfSlowMode.class)
  private @Nullable Duration slowMode;

  @Override
  void run(RoomCalls calls, Output output) throws CallFailedException, IOException {
    RoomSettings.Builder settings = RoomSettings.newBuilder();
    FieldMask.Builder changed = FieldMask.newBuilder();
    if (title != null) {
      settings.setTitle(title);
      changed.addPaths("title");
    }
    if (topic != null) {
      settings.setTopic(topic);
      changed.addPaths("topic");
    }
    if (access != null) {
      settings.setAccess(access);
      changed.addPaths("access");
    }
    if (postRole != null) {
      settings.setPostRole(postRole);
      changed.addPaths("post_role");
    }
    if (slowMode != null) {
      settings.setSlowMode(DurationConverter.toProto(slowMode));
      changed.addPaths("slow_mode");
    }
    if (changed.getPathsCount() == 0) {
      throw usage("room.set.nothing");
    }
    output.settings(
        room(),
        calls.change(
            UpdateRoomRequest.newBuilder()
                .setRoom(room())
                .setSettings(settings)
                .setUpdateMask(changed)
                .build()));
  }
}
