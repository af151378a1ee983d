package chat.charla.server.edge;

class Format6Test extends StoredFormatContract {
  Format6Test() {
    super(6);
  }
}
