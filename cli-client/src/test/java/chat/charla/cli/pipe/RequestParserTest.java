package chat.charla.cli.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.pipe.MalformedRequestException.Reason;
import chat.charla.client.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid commands, and the errors of invalid lines. */
class RequestParserTest {
  @Test
  void commandsAreParsed() throws MalformedRequestException {
    assertEquals(
        new Request.Send("r", Target.room("lobby"), "día \n", "k"),
        RequestParser.parse(
            "{\"type\":\"send\",\"room\":\"lobby\",\"text\":\"d\\u00eda \\n\","
                + "\"id\":\"k\",\"ref\":\"r\"}"));
    assertEquals(
        new Request.Send(null, Target.userName("Ana"), "", null),
        RequestParser.parse("{\"text\":\"\",\"to\":\"Ana\",\"type\":\"send\",\"id\":null}"));
    assertEquals(
        new Request.Send(null, Target.user("a1"), "x", null),
        RequestParser.parse("{\"type\":\"send\",\"to_id\":\"a1\",\"text\":\"x\"}"));
    assertEquals(new Request.Enter(null, "a"), parse("{'type':'enter','room':'a'}"));
    assertEquals(new Request.Leave(null, "a"), parse("{'type':'leave','room':'a'}"));
    assertEquals(new Request.Users(null, ""), parse(" { 'type' : 'users' } \r"));
    assertEquals(new Request.Rooms(null), parse("{'type':'rooms'}"));
    assertEquals(new Request.WhoAmI(null), parse("{'type':'whoami'}"));
    assertEquals(new Request.Rename(null, "Eva"), parse("{'type':'rename','name':'Eva'}"));
    assertEquals(
        new Request.Read(null, "lobby", 3L, null, 0L),
        parse("{'type':'history','count':3,'since':0}"));
    assertEquals(
        new Request.Read(null, "", null, 9L, null),
        parse("{'type':'history','private':true,'before':9}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hola",
        "[]",
        "[{'type':'rooms'}]",
        "null",
        "{",
        "{'type':'rooms'",
        "{'type':'rooms'}}",
        "{'type':'rooms'} {'type':'rooms'}",
        "{'type':'rooms',}",
        "{type:'rooms'}",
        "{'type':'rooms','type':'rooms'}",
        "{'type':'rooms','a':null,'a':null}",
        "{'type':'rooms','a':[[[[[[[[]]]]]]]]}",
        "{'type':'rooms','a':{}}",
        "{'type':'rooms','a':TRUE}",
        "{'type':'rooms','a':NaN}",
        "{'type':'rooms','a':01}",
        "{'type':'rooms'} // and so on",
        "{'type':'ro\\xoms'}"
      })
  void invalidJsonIsNotACommand(String line) {
    assertEquals(Reason.INVALID_JSON, malformed(line).reason());
  }

  @Test
  void controlsAreEscapedInJson() {
    assertEquals(Reason.INVALID_JSON, malformed("{'type':'ro\toms'}").reason());
  }

  @Test
  void nestingIsRefusedAtOnce() {
    String deep = "{'type':" + "[".repeat(100_000);
    assertEquals(Reason.INVALID_JSON, malformed(deep).reason());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'dance'} | UNKNOWN_TYPE",
        "{'type':'rooms','room':'a'} | UNKNOWN_KEY",
        "{'type':'send','room':'a','text':'x','texto':'y'} | UNKNOWN_KEY",
        "{} | INVALID_VALUE",
        "{'type':7} | INVALID_VALUE",
        "{'type':'send','text':'x'} | INVALID_VALUE",
        "{'type':'send','room':'a','to':'b','text':'x'} | INVALID_VALUE",
        "{'type':'send','room':'a'} | INVALID_VALUE",
        "{'type':'send','room':'a','text':7} | INVALID_VALUE",
        "{'type':'send','room':'a','text':'x','id':''} | INVALID_VALUE",
        "{'type':'history','count':-1} | INVALID_VALUE",
        "{'type':'history','count':1.0} | INVALID_VALUE",
        "{'type':'history','count':1e400} | INVALID_VALUE",
        "{'type':'history','count':'1'} | INVALID_VALUE",
        "{'type':'history','since':99999999999999999999} | INVALID_VALUE",
        "{'type':'history','since':1,'before':2} | INVALID_VALUE",
        "{'type':'history','room':'a','private':true} | INVALID_VALUE",
        "{'type':'rooms','ref':1} | INVALID_VALUE",
        "{'type':'\\ud800'} | NOT_UNICODE"
      })
  void errorHasItsReason(String line, Reason reason) {
    assertEquals(reason, malformed(line).reason());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'send','room':'a','txt':'x'} | unknown key: txt; did you mean text?",
        "{'type':'send','rom':'a','text':'x'} | unknown key: rom; did you mean room?",
        "{'type':'send','room':'a','text':'x','reff':'1'} | unknown key: reff; did you mean ref?",
        "{'type':'history','sinse':1} | unknown key: sinse; did you mean since?",
        "{'type':'rooms','room':'a'} | unknown key: room",
        "{'type':'send','room':'a'} | text is missing",
        "{'type':'send','text':'x'} | one of room, to and to_id is required",
        "{'type':'send','room':'a','to':'b','text':'x'} | only one of room, to and to_id is allowed"
      })
  void errorNamesTheMistake(String line, String message) {
    assertEquals(message, malformed(line).getMessage());
  }

  @Test
  void idHas64BytesAtMost() throws MalformedRequestException {
    String line = "{'type':'send','room':'a','text':'x','id':'%s'}";
    parse(line.formatted("ñ".repeat(32)));
    assertEquals(Reason.INVALID_VALUE, malformed(line.formatted("ñ".repeat(33))).reason());
  }

  @Test
  void errorsHaveTheRefIfThereIsOne() {
    assertEquals("r", malformed("{'ref':'r','type':'dance'}").ref());
    assertNull(malformed("{'type':'dance'}").ref());
  }

  @Test
  void unusableLinesAreSkippedToTheirEnd() throws IOException, MalformedRequestException {
    byte[] tooLong = new byte[RequestLines.MAX_BYTES + 1];
    java.util.Arrays.fill(tooLong, (byte) 'x');
    byte[] input =
        concat(bytes("uno\n"), tooLong, bytes("\n"), new byte[] {(byte) 0xC3, '\n'}, bytes("dós"));
    RequestLines lines = new RequestLines(new ByteArrayInputStream(input));
    assertEquals("uno", lines.next());
    assertEquals(
        Reason.LINE_TOO_LONG, assertThrows(MalformedRequestException.class, lines::next).reason());
    assertEquals(
        Reason.NOT_UNICODE, assertThrows(MalformedRequestException.class, lines::next).reason());
    assertEquals(3, lines.number());
    assertEquals("dós", lines.next());
    assertNull(lines.next());
  }

  private static Request parse(String line) throws MalformedRequestException {
    return RequestParser.parse(line.replace('\'', '"'));
  }

  private static MalformedRequestException malformed(String line) {
    return assertThrows(MalformedRequestException.class, () -> parse(line));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
