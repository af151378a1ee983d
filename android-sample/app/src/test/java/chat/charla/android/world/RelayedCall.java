package chat.charla.android.world;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One call through the {@link Relay}, guarded by the relay's monitor. It requests the next message
 * when it has forwarded or held the last one: the stories have few messages, so no flow control is
 * needed.
 */
final class RelayedCall {
  private static final Runnable END = () -> {};

  private final Relay relay;
  private final boolean isStream;
  private final ServerCall<byte[], byte[]> client;
  private final ClientCall<byte[], byte[]> server;
  private final Deque<byte[]> heldCommands = new ArrayDeque<>();
  private final Deque<byte[]> heldFrames = new ArrayDeque<>();
  private Runnable heldHalfClose = END;
  private Runnable heldClose = END;
  private boolean open = true;

  RelayedCall(
      Relay relay,
      boolean isStream,
      ServerCall<byte[], byte[]> client,
      ClientCall<byte[], byte[]> server) {
    this.relay = relay;
    this.isStream = isStream;
    this.client = client;
    this.server = server;
  }

  void start(Metadata headers) {
    server.start(new FromServer(), headers);
    server.request(1);
    client.request(1);
  }

  ServerCall.Listener<byte[]> fromClient() {
    return new FromClient();
  }

  boolean isOpen() {
    return open;
  }

  int heldCommands() {
    return heldCommands.size();
  }

  int heldFrames() {
    return heldFrames.size();
  }

  void passCommands() {
    while (open && !heldCommands.isEmpty()) {
      server.sendMessage(heldCommands.remove());
    }
    if (open) {
      heldHalfClose.run();
    }
    heldHalfClose = END;
  }

  void passFrames() {
    while (open && !heldFrames.isEmpty()) {
      client.sendMessage(heldFrames.remove());
    }
    if (open) {
      heldClose.run();
    }
    heldClose = END;
  }

  private final class FromClient extends ServerCall.Listener<byte[]> {
    @Override
    public void onMessage(byte[] command) {
      synchronized (relay) {
        heldCommands.add(command);
        passCommandsUnlessHeld();
        client.request(1);
      }
    }

    @Override
    public void onHalfClose() {
      synchronized (relay) {
        heldHalfClose = server::halfClose;
        passCommandsUnlessHeld();
      }
    }

    @Override
    public void onCancel() {
      synchronized (relay) {
        open = false;
        server.cancel("the client is gone", null);
      }
    }

    private void passCommandsUnlessHeld() {
      if (!isStream || !relay.holdsCommands()) {
        passCommands();
      }
    }
  }

  private final class FromServer extends ClientCall.Listener<byte[]> {
    private boolean headersSent;

    @Override
    public void onHeaders(Metadata headers) {
      synchronized (relay) {
        if (open) {
          headersSent = true;
          client.sendHeaders(headers);
        }
      }
    }

    @Override
    public void onMessage(byte[] frame) {
      synchronized (relay) {
        heldFrames.add(isStream ? relay.rewrite(frame) : frame);
        passFramesUnlessHeld();
        server.request(1);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      synchronized (relay) {
        heldClose =
            () -> {
              open = false;
              client.close(status, trailers);
            };
        passFramesUnlessHeld();
      }
    }

    private void passFramesUnlessHeld() {
      if (!isStream || !relay.holdsFrames()) {
        passFrames();
      }
    }
  }
}
