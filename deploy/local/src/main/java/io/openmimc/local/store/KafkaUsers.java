package io.openmimc.local.store;

import io.openmimc.local.StackException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** Makes users in a {@link SecuredKafka}. */
public final class KafkaUsers {
    private static final int ITERATIONS = 4096;

    private KafkaUsers() {}

    /**
     * Makes one for both kinds of SCRAM, or changes its password.
     *
     * @param plain address of a listener that asks for nothing
     */
    public static void make(String plain, String user, String password) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", plain))) {
            for (var mechanism : List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
                var credentials = new ScramCredentialInfo(mechanism, ITERATIONS);
                // One request each: it takes a user only once in one.
                admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(user, credentials, password)))
                        .all()
                        .get();
            }
        } catch (ExecutionException e) {
            throw new StackException("no user of Kafka: " + e.getCause(), e);
        }
    }
}
