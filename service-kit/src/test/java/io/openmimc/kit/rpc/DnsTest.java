package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsTest {
    private NameServer server;
    private Dns dns;

    @BeforeEach
    void open() throws Exception {
        server = new NameServer();
        dns = new Dns(new SingletonDnsServerAddressStreamProvider(server.address()));
    }

    @AfterEach
    void close() {
        dns.close();
        server.close();
    }

    @Test
    void tellsAllAddressesAsTheyAreNowWhateverTheNameServerSaysOfTheirLife() throws Exception {
        server.answer("10.0.0.1", "10.0.0.2");
        assertThat(addresses("replicas.example.")).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
        server.answer("10.0.0.2", "10.0.0.3", "10.0.0.4");
        assertThat(addresses("replicas.example.")).containsExactlyInAnyOrder("10.0.0.2", "10.0.0.3", "10.0.0.4");
    }

    @Test
    void failsForAHostWithoutAnAddress() {
        assertThatThrownBy(() -> addresses("nobody.example.")).hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void asksNobodyForAnAddress() throws Exception {
        assertThat(addresses("10.9.8.7")).containsExactly("10.9.8.7");
        assertThat(addresses("::1")).containsExactly("0:0:0:0:0:0:0:1");
    }

    /** Channels end after beans, and go on asking: it was an error in the log of a service that stopped. */
    @Test
    void failsAtOnceForWhoAsksAfterItsEnd() {
        dns.close();
        assertThat(dns.addresses("replicas.example.").toCompletableFuture())
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("the service is ending");
    }

    private List<String> addresses(String host) throws Exception {
        return dns.addresses(host).toCompletableFuture().get(10, TimeUnit.SECONDS).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }
}
