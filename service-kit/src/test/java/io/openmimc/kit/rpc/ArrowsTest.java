package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.openmimc.proto.accounts.AccountsGrpc;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArrowsTest {
    @Test
    void everyMethodOfEveryServiceIsInTheTableAndNothingElseIs() throws Exception {
        // Given
        List<ServiceDescriptor> services = services();
        assertThat(services)
                .extracting(ServiceDescriptor::getName)
                .contains("openmimc.accounts.Accounts", "openmimc.gateway.Delivery", "openmimc.inbox.Inbox");
        // Then
        Set<String> methods = services.stream()
                .map(ServiceDescriptor::getMethods)
                .flatMap(Collection::stream)
                .map(MethodDescriptor::getFullMethodName)
                .collect(Collectors.toSet());
        assertThat(Arrows.methods()).containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void everyRowHasCallersAndAllOfThemAreServices() {
        assertThat(Arrows.methods())
                .allSatisfy(method ->
                        assertThat(Arrows.callers(method)).isNotEmpty().isSubsetOf(Arrows.SERVICES));
    }

    @Test
    void nobodyMayCallWhatIsNotInTheTable() {
        assertThat(Arrows.callers("grpc.health.v1.Health/Check")).isEmpty();
    }

    @Test
    void whomAServiceCallsIsToldFromTheTable() {
        assertThat(calledBy(Arrows.ACCOUNT)).containsExactlyInAnyOrder(Arrows.ACCOUNT);
        assertThat(calledBy(Arrows.TOPIC)).containsExactlyInAnyOrder(Arrows.ACCOUNT);
        assertThat(calledBy(Arrows.HISTORY)).containsExactlyInAnyOrder(Arrows.ACCOUNT, Arrows.TOPIC, Arrows.GATEWAY);
        assertThat(calledBy(Arrows.CONTACT)).containsExactlyInAnyOrder(Arrows.ACCOUNT, Arrows.TOPIC, Arrows.HISTORY);
        assertThat(calledBy(Arrows.CALLBACK)).containsExactlyInAnyOrder(Arrows.ACCOUNT, Arrows.TOPIC);
        assertThat(calledBy(Arrows.GATEWAY))
                .containsExactlyInAnyOrder(Arrows.ACCOUNT, Arrows.TOPIC, Arrows.HISTORY, Arrows.GATEWAY);
    }

    private static Set<String> calledBy(String caller) {
        return Arrows.SERVICES.stream()
                .filter(called -> Arrows.calls(caller, called))
                .collect(Collectors.toSet());
    }

    /** All that the contracts' module has. */
    private static List<ServiceDescriptor> services() throws Exception {
        Path contracts = Path.of(AccountsGrpc.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(contracts)) {
            return services(contracts);
        }
        try (FileSystem jar = FileSystems.newFileSystem(contracts)) {
            return services(jar.getPath("/"));
        }
    }

    private static List<ServiceDescriptor> services(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith("Grpc.class"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .map(ArrowsTest::descriptor)
                    .toList();
        }
    }

    private static ServiceDescriptor descriptor(String className) {
        try {
            return (ServiceDescriptor)
                    Class.forName(className).getMethod("getServiceDescriptor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
