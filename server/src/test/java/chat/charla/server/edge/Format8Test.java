package chat.charla.server.edge;

class Format8Test extends StoredFormatContract {
  Format8Test() {
    super(8);
  }
}
