package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.contract.CommentedContract;
import chat.charla.server.name.Confusables;
import chat.charla.server.name.Confusables.Mapping;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No client gets a name that users could confuse with the name of another identity. */
class NameRulesTest {
  private static final Pattern TABLE =
      Pattern.compile("(?m)^ \\| an identity .*\\R \\| ?---.*\\R((?: \\|.*\\R)+)");
  private static final Pattern ROW =
      Pattern.compile("(?m)^ \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
  private static final Pattern RESERVED =
      Pattern.compile("not confusable \\(below\\) with one of: ([a-z, ]+)\\.");

  /** Looks like AHA, but all its letters are Cyrillic. */
  private static final String CYRILLIC_AHA = "\u0410\u041d\u0410";

  private final World world = new World();

  /** The rows of the table in the contract: the name held, the name asked for, the answer. */
  static Stream<List<String>> table() {
    return TABLE
        .matcher(specification())
        .results()
        .flatMap(table -> ROW.matcher(table.group(1)).results())
        .map(row -> Stream.of(1, 2, 3).map(column -> cell(row, column)).toList());
  }

  static Stream<String> reservedWords() {
    return RESERVED
        .matcher(specification().replaceAll("\\s+", " "))
        .results()
        .flatMap(list -> Stream.of(list.group(1).split(", ")));
  }

  @Test
  void theContractHasATableAndReservedWords() {
    assertTrue(table().count() >= 10);
    assertTrue(reservedWords().count() >= 30);
  }

  @ParameterizedTest
  @MethodSource("table")
  void theServerAnswersAsTheTableSays(List<String> row) {
    String asked = row.get(1);
    String answer = row.get(2);
    world.join(row.get(0));
    Reply<JoinResponse> reply = world.stranger().call(ScriptedClient.asking(asked));

    if (answer.startsWith("accepted")) {
      assertEquals(asked, reply.get().getSelf().getName());
      return;
    }
    CallFailure refusal = reply.failure();
    assertEquals("ERROR_REASON_" + answer.replaceAll(":.*", ""), refusal.reason().name());
    if (refusal.reason() == ErrorReason.ERROR_REASON_NAME_INVALID) {
      assertEquals(answer.replaceAll(".*`(\\w+)`.*", "$1"), refusal.metadata().get("rule"));
    } else {
      String confusable = answer.endsWith("the same") ? null : row.get(0);
      assertEquals(confusable, refusal.metadata().get("confusable_name"));
    }
  }

  @Test
  void aNameThatUnicodeCallsConfusableIsRefused() {
    for (Mapping each : Confusables.sample()) {
      ScriptedClient whole = world.join(each.prototype());
      ScriptedClient part = world.join("Zz" + each.prototype() + "zZ");

      refused(each.source());
      refused("Zz" + each.source() + "zZ");

      whole.leave().get();
      part.leave().get();
    }
  }

  private void refused(String name) {
    ErrorReason reason = world.stranger().call(ScriptedClient.asking(name)).failure().reason();
    assertTrue(
        reason == ErrorReason.ERROR_REASON_NAME_TAKEN
            || reason == ErrorReason.ERROR_REASON_NAME_INVALID,
        () -> name + " is refused with " + reason);
  }

  @ParameterizedTest
  @MethodSource("reservedWords")
  void reservedWordsAreRefusedInAnySpelling(String word) {
    List<String> spellings =
        List.of(
            word,
            word.toUpperCase(Locale.ROOT),
            word.substring(0, 1) + "_" + word.substring(1),
            "-" + word + ".",
            word + "1",
            word + "-42",
            word.replace('o', '0'),
            word.replace('i', '1'),
            word.replace("m", "rn"),
            word.replace("a", "a\u0301").replace("o", "o\u0308"));
    for (String spelling : spellings) {
      CallFailure refusal =
          world
              .stranger()
              .call(ScriptedClient.asking(spelling))
              .refused(ErrorReason.ERROR_REASON_NAME_INVALID);
      assertEquals("reserved", refusal.metadata().get("rule"), spelling);
    }
  }

  @Test
  void theRefusalNamesTheInvalidCharacter() {
    CallFailure refusal =
        world
            .stranger()
            .call(ScriptedClient.asking("An\u200ba"))
            .refused(ErrorReason.ERROR_REASON_NAME_INVALID);

    assertEquals(Map.of("rule", "character", "code_point", "U+200B"), refusal.metadata());
  }

  @Test
  void aNameIsComparedWithThoseOfReconnectingIdentities() {
    world.join("AHA").online().cut();
    world.moment();

    CallFailure refusal = world.stranger().nameTaken(CYRILLIC_AHA);

    assertEquals("AHA", refusal.metadata().get("confusable_name"));
    assertTrue(refusal.retryDelay() != null, "the lease of AHA will end");
    world.pass(World.LEASE.plusSeconds(1));
    assertEquals(CYRILLIC_AHA, world.join(CYRILLIC_AHA).user().getName());
  }

  @Test
  void aNameIsComparedWithThoseThatWereHeldBeforeARestart() {
    ScriptedClient holder = world.join("AHA");
    world.restart();

    world.stranger().nameTaken(CYRILLIC_AHA);
    assertEquals("AHA", holder.whoAmI().get().getSelf().getName());
  }

  @Test
  void aNameIsComparedWithThoseThatAreStillBeingStored() {
    Reply<JoinResponse> first = world.stranger().call(ScriptedClient.asking("AHA"));
    Reply<JoinResponse> second = world.stranger().call(ScriptedClient.asking(CYRILLIC_AHA));

    // The network decides at random which of the two arrives first.
    assertTrue(first.succeeds() ^ second.succeeds());
  }

  @Test
  void onlyOneOfTwoConfusableNamesIsAccepted() {
    ScriptedClient holder = world.join(CYRILLIC_AHA);
    world.stranger().nameTaken("Aha");

    holder.leave().get();

    assertEquals("Aha", world.join("Aha").user().getName());
  }

  @Test
  void takingAnotherNameFreesTheNamesConfusableWithTheOldOne() {
    ScriptedClient holder = world.join("alice");
    holder.join("Berta");

    assertEquals("AIice", world.join("AIice").user().getName());
    holder.nameTaken("alice");
  }

  @Test
  void anIdentityMayTakeANameConfusableWithItsOwn() {
    ScriptedClient holder = world.join("alice");

    assertEquals("AIice", holder.join("AIice").getSelf().getName());
    assertEquals("ALlCE", holder.join("ALlCE").getSelf().getName());
    assertEquals("Alice", holder.join("Alice").getSelf().getName());
    assertEquals("Alice", holder.join("").getSelf().getName());
    world.stranger().nameTaken("ALlCE");
  }

  @Test
  void aFailedChangeOfSpellingReservesNothing() {
    ScriptedClient holder = world.join("AIice");
    world.breakDisk(false);
    holder
        .call(ScriptedClient.asking("aIice"))
        .refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDisk();

    world.stranger().nameTaken("alice");
    holder.join("Berta");

    assertEquals("alice", world.join("alice").user().getName());
  }

  @Test
  void aRepeatedJoinIsNotRefusedByItsOwnName() {
    JoinRequest request =
        ScriptedClient.asking("AIice").toBuilder()
            .setRequestId("7d3a6f0e-4a52-4c44-9d54-0f5b0f4f8a11")
            .build();
    JoinResponse first = world.stranger().call(request).get();

    assertEquals(first, world.stranger().call(request).get());
    world.restart();
    assertEquals(first, world.stranger().call(request).get());
  }

  @Test
  void aLapsedNameIsRefusedIfAConfusableOneIsHeld() {
    ScriptedClient late = world.join("AHA");
    world.pass(World.LEASE.plusSeconds(1));
    world.join(CYRILLIC_AHA);

    late.call(ScriptedClient.lobby("m1", "hello")).refused(ErrorReason.ERROR_REASON_NAME_LOST);
    CallFailure refusal =
        late.call(ScriptedClient.asking("")).refused(ErrorReason.ERROR_REASON_NAME_TAKEN);

    assertEquals(CYRILLIC_AHA, refusal.metadata().get("confusable_name"));
    assertEquals("AHA-2", late.join("AHA-2").getSelf().getName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ana",
        "Jos\u00e9",
        "\u0418\u0432\u0430\u043d",
        "\u05d3\u05d5\u05d3",
        "\u0639\u0644\u06cc",
        "\u0645\u062d\u0645\u062f\u0663",
        "\u0905\u0928\u093f\u0924\u093e",
        "\u0e2a\u0e21\u0e0a\u0e32\u0e22",
        "\u7530\u4e2d",
        "\uae40\ubbfc\uc900",
        "abcdefghijklmnopqrstuvwxyzabcdef"
      })
  void aSuggestedNameIsNotConfusable(String name) {
    world.join(name);
    for (int i = 0; i < 40; i++) {
      String suggestion =
          String.valueOf(world.stranger().nameTaken(name).metadata().get("suggested_name"));
      assertEquals(suggestion, world.join(suggestion).user().getName());
    }
  }

  @Test
  void aSuggestionSkipsConfusableNames() {
    world.join("Zoe");
    world.join("Z0e-2");

    assertEquals("Zoe-3", world.stranger().nameTaken("Zoe").metadata().get("suggested_name"));
  }

  @Test
  void forbiddenNamesFromBeforeTheRulesAreKept() {
    ScriptedClient admin = world.join("Berta");
    ScriptedClient mixed = world.join("Carla");
    String half = "C\u0430rla"; // with a Cyrillic a
    world.restartWithOldNames(Map.of(admin.id(), "admin", mixed.id(), half));

    assertEquals("admin", admin.join("").getSelf().getName());
    assertEquals("admin", admin.join("admin").getSelf().getName());
    assertEquals(half, mixed.whoAmI().get().getSelf().getName());
    world.pass(World.LEASE.multipliedBy(2));
    assertEquals("admin", admin.join("").getSelf().getName(), "taken back after the lease");
    assertEquals(half, mixed.whoAmI().get().getSelf().getName(), "taken back after the lease");

    admin.call(ScriptedClient.asking("ADMIN")).refused(ErrorReason.ERROR_REASON_NAME_INVALID);
    admin.join("Berta");
    admin.call(ScriptedClient.asking("admin")).refused(ErrorReason.ERROR_REASON_NAME_INVALID);
  }

  @Test
  void confusableNamesFromBeforeTheRulesAreKeptByBoth() {
    ScriptedClient one = world.join("Berta");
    ScriptedClient other = world.join("Dora");
    world.restartWithOldNames(Map.of(one.id(), "alice", other.id(), "AIice"));

    assertEquals("alice", one.join("").getSelf().getName());
    assertEquals("AIice", other.join("").getSelf().getName());
    world.restart();
    assertEquals("alice", one.whoAmI().get().getSelf().getName());
    assertEquals("AIice", other.whoAmI().get().getSelf().getName());
    world.stranger().nameTaken("ALlCE");

    one.leave().get();
    world.stranger().nameTaken("alice");
    other.leave().get();
    assertEquals("alice", world.join("alice").user().getName());
  }

  @Test
  void aLapsedOldNameIsRefusedWhileAConfusableOneIsHeld() {
    ScriptedClient old = world.join("Berta");
    world.restartWithOldNames(Map.of(old.id(), "AIice"));
    world.pass(World.LEASE.plusSeconds(1));
    ScriptedClient newHolder = world.join("alice");

    CallFailure refusal =
        old.call(ScriptedClient.asking("")).refused(ErrorReason.ERROR_REASON_NAME_TAKEN);

    assertEquals("alice", refusal.metadata().get("confusable_name"));
    newHolder.leave().get();
    assertEquals("AIice", old.join("").getSelf().getName());
  }

  @Test
  void aNeutralNameIsSuggestedInsteadOfOneThatCannotBeNumbered() {
    ScriptedClient old = world.join("Berta");
    world.restartWithOldNames(Map.of(old.id(), "admin"));

    CallFailure sameName = world.stranger().call(ScriptedClient.asking("admin")).failure();
    assertEquals(ErrorReason.ERROR_REASON_NAME_INVALID, sameName.reason());
    assertNull(sameName.metadata().get("suggested_name"));

    ScriptedClient other = world.join("Carla");
    world.restartWithOldNames(Map.of(other.id(), "adm1n"));
    world.pass(World.LEASE.plusSeconds(1));
    old.join("");
    String suggestion =
        String.valueOf(
            other
                .call(ScriptedClient.asking(""))
                .refused(ErrorReason.ERROR_REASON_NAME_TAKEN)
                .metadata()
                .get("suggested_name"));
    assertTrue(suggestion.matches("guest-\\d{9}"), suggestion);
    assertEquals(suggestion, other.join(suggestion).getSelf().getName());
  }

  private static String cell(MatchResult row, int column) {
    String text = row.group(column).strip();
    return column == 3 ? text : text.replaceAll(",.*", "");
  }

  /** The comment at the beginning of the contract. */
  private static String specification() {
    return CommentedContract.read("charla/v1/chat.proto")
        .getSourceCodeInfo()
        .getLocationList()
        .stream()
        .filter(
            location ->
                location.getPathList().equals(List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER)))
        .map(SourceCodeInfo.Location::getLeadingComments)
        .findFirst()
        .orElseThrow();
  }
}
