package io.openmimc.gateway.session;

import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** All that both transports promise; each adds what is its own. */
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
abstract class TransportTest
        implements LoginContract,
                SessionEndContract,
                UpstreamContract,
                DeliveryContract,
                SignalContract,
                BadInputContract {
    Neighbours neighbours;

    @Inject
    Gateway gateway;

    @ConfigProperty(name = "openmimc.gateway.address")
    String address;

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String bootstrap;

    private final List<AutoCloseable> toClose = new ArrayList<>();

    /** A new connection. */
    abstract Wire connect() throws IOException;

    @BeforeEach
    void awaitReady() {
        gateway.awaitReady();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        toClose.add(resource);
        return resource;
    }

    @Override
    public Gateway gateway() {
        return gateway;
    }

    @Override
    public Neighbours neighbours() {
        return neighbours;
    }

    @Override
    public Wire wire() throws IOException {
        return closing(connect());
    }

    @Override
    public Phone phone(Identity identity) throws IOException {
        return new Phone(wire(), identity);
    }

    @Override
    public Identity stranger(String name) {
        return gateway.stranger(neighbours, name);
    }

    @Override
    public TestDispatcher dispatcher() {
        return closing(new TestDispatcher(address));
    }

    @Override
    public String bootstrap() {
        return bootstrap;
    }
}
