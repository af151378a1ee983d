package chat.charla.server.edge;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.server.fault.RawCalls;
import chat.charla.testkit.Patience;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ChatProto;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.RoomServiceGrpc;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools can ask a server without knowing its contract; none of it needs a token. */
class ReflectionAndHealthTest {
  private static final String CHAT = ChatServiceGrpc.SERVICE_NAME;

  @TempDir private Path data;
  @AutoClose private RunningServer server;
  private RawClient tool;

  @BeforeEach
  void start() throws IOException {
    server = RunningServer.in(data);
    tool = server.connect();
  }

  static Stream<Named<ServiceDescriptor>> servicesOfTheContract() {
    return Stream.of(
            ChatServiceGrpc.getServiceDescriptor(),
            AccountServiceGrpc.getServiceDescriptor(),
            RoomServiceGrpc.getServiceDescriptor(),
            AdminServiceGrpc.getServiceDescriptor())
        .map(service -> Named.of(service.getName(), service));
  }

  /** The contract may have services that this server does not have yet. */
  @ParameterizedTest
  @MethodSource("servicesOfTheContract")
  void reflectionHasExactlyTheServicesThatTheServerHas(ServiceDescriptor service) {
    MethodDescriptor<?, ?> method = service.getMethods().iterator().next();
    RawCalls.End end = RawCalls.call(tool.channel(), method, new byte[0]);
    boolean served = end.status().getCode() != Status.Code.UNIMPLEMENTED;
    var file = ServerReflectionRequest.newBuilder().setFileContainingSymbol(service.getName());

    assertEquals(served, listedServices().contains(service.getName()));
    assertEquals(served, tool.reflect(file.build()).hasFileDescriptorResponse());
  }

  @Test
  void reflectionListsTheServices() {
    List<String> services = listedServices();

    assertTrue(services.contains(CHAT), services.toString());
    assertTrue(services.contains(HealthGrpc.SERVICE_NAME), services.toString());
  }

  private List<String> listedServices() {
    var answer = tool.reflect(ServerReflectionRequest.newBuilder().setListServices("").build());
    return answer.getListServicesResponse().getServiceList().stream()
        .map(service -> service.getName())
        .toList();
  }

  @Test
  void reflectionReturnsTheWholeContract() throws Exception {
    var answer =
        tool.reflect(ServerReflectionRequest.newBuilder().setFileContainingSymbol(CHAT).build());

    assertContract(answer.getFileDescriptorResponse().getFileDescriptorProtoList());
  }

  @ParameterizedTest
  @MethodSource("servicesOfTheContract")
  void reflectionKnowsEveryMethodByName(ServiceDescriptor service) {
    for (var method : service.getMethods()) {
      String symbol = service.getName() + "." + method.getBareMethodName();
      var answer =
          tool.reflect(
              ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());

      assertTrue(answer.hasFileDescriptorResponse(), symbol);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ErrorInfo", "BadRequest", "RetryInfo"})
  void reflectionKnowsTheDetailsOfRefusals(String detail) {
    String symbol = "google.rpc." + detail;
    var answer =
        tool.reflect(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());

    assertTrue(answer.hasFileDescriptorResponse(), answer.toString());
  }

  @Test
  void olderToolsCanUseV1Alpha() throws Exception {
    RecordedAnswers<io.grpc.reflection.v1alpha.ServerReflectionResponse> answers =
        new RecordedAnswers<>();
    var requests =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(tool.channel())
            .serverReflectionInfo(answers);
    var request = io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder();

    requests.onNext(request.setListServices("").build());
    requests.onNext(request.setFileContainingSymbol(CHAT).build());

    var list = answers.await("list of services", answer -> answer.hasListServicesResponse());
    assertTrue(list.getListServicesResponse().toString().contains(CHAT));
    var file = answers.await("file of the service", answer -> answer.hasFileDescriptorResponse());
    assertContract(file.getFileDescriptorResponse().getFileDescriptorProtoList());
    requests.onCompleted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "charla.v1.ChatService"})
  void theServerIsHealthyUntilItShutsDown(String service) {
    HealthCheckRequest question = HealthCheckRequest.newBuilder().setService(service).build();
    assertEquals(
        SERVING,
        HealthGrpc.newBlockingStub(tool.channel())
            .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS)
            .check(question)
            .getStatus());
    RecordedAnswers<HealthCheckResponse> watch = tool.watchHealth(service);
    watch.await("SERVING", answer -> answer.getStatus() == SERVING);

    Thread shutdown = new Thread(server::stop);
    shutdown.start();

    watch.await("NOT_SERVING", answer -> answer.getStatus() == NOT_SERVING);
    tool.close();
    assertDoesNotHang(shutdown);
  }

  /**
   * Asserts that the files include the contract's file as it was compiled, except that it also
   * imports the details of refusals.
   */
  private static void assertContract(List<ByteString> files) throws InvalidProtocolBufferException {
    FileDescriptorProto told = null;
    for (ByteString file : files) {
      FileDescriptorProto candidate = FileDescriptorProto.parseFrom(file);
      told = candidate.getPackage().equals("charla.v1") ? candidate : told;
    }
    FileDescriptorProto expected =
        ChatProto.getDescriptor().toProto().toBuilder()
            .addDependency("google/rpc/error_details.proto")
            .build();
    assertEquals(expected, told);
    var converse =
        ChatProto.getDescriptor()
            .findServiceByName("ChatService")
            .findMethodByName("Converse")
            .toProto();
    assertTrue(converse.getClientStreaming() && converse.getServerStreaming());
  }

  private static void assertDoesNotHang(Thread thread) {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(Patience.SECONDS));
      assertFalse(thread.isAlive());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
