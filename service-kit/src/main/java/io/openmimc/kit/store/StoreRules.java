package io.openmimc.kit.store;

import io.openmimc.kit.token.DeploymentSecret;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the settings of a store must have before a service may use it. */
@Singleton
public class StoreRules {
    /** What examples, images and charts set, and so everybody tries first. */
    private static final Set<String> KNOWN = Set.of(
            "mimc",
            "openmimc",
            "changeme",
            "change-me",
            "password",
            "secret",
            "admin",
            "root",
            "test",
            "default",
            "postgres",
            "redis",
            "kafka",
            "cassandra");

    private final Set<Store> plaintext;
    private final boolean lenient;

    @Inject
    StoreRules(StoresConfig stores) {
        this(stores.allowPlaintext().orElse(Set.of()), DeploymentSecret.lenientProfile());
    }

    /**
     * @param plaintext those that need no TLS
     * @param lenient whether none needs TLS or a password
     */
    public StoreRules(Set<Store> plaintext, boolean lenient) {
        this.plaintext = plaintext;
        this.lenient = lenient;
    }

    /** Whether stores without password and TLS are accepted. */
    public boolean lenient() {
        return lenient;
    }

    /** What of a store's password and TLS is missing, as {@link io.openmimc.kit.start.Requirement} has it. */
    public List<String> unmet(Store store, StoreConfig config) {
        List<String> unmet = new ArrayList<>(unusable(store, config));
        if (!lenient) {
            unmet.addAll(credentials(store, config.username(), config.password()));
            unmet.addAll(encryption(store, config.tls()));
        }
        return unmet;
    }

    /** What cannot work in any profile: files that are not there, passwords that cannot be meant. */
    public List<String> unusable(Store store, StoreConfig config) {
        List<String> unmet = new ArrayList<>();
        config.passwordFile()
                .flatMap(PasswordFiles::problem)
                .ifPresent(problem -> unmet.add(store.variable("PASSWORD_FILE") + " " + problem));
        config.ca().flatMap(PemFiles::problem).ifPresent(problem -> unmet.add(store.variable("CA") + " " + problem));
        if (config.password().filter(StoreRules::brokenLine).isPresent()) {
            unmet.add(store.variable("PASSWORD") + " has a line break in it, as a secret has that was made from a file:"
                    + " make the secret without it");
        }
        if (config.username().isPresent() && config.password().isEmpty() && lenient) {
            unmet.add(missing(store, "PASSWORD", "the password of the user in " + store.variable("USERNAME")));
        }
        return unmet;
    }

    /** What is missing of a user and its password. */
    public List<String> credentials(Store store, Optional<String> username, Optional<String> password) {
        List<String> unmet = new ArrayList<>();
        String user = username.map(String::strip).orElse("");
        if (user.isEmpty() && store != Store.REDIS) { // whose user "default" is often the only one
            unmet.add(missing(store, "USERNAME", "the user that " + store.title() + " knows this service by"));
        }
        String secret = password.map(String::strip).orElse("");
        if (secret.isEmpty()) {
            unmet.add(missing(store, "PASSWORD", "the password of this service's user of " + store.title()));
        } else if (KNOWN.contains(secret.toLowerCase(Locale.ROOT)) || secret.equalsIgnoreCase(user)) {
            unmet.add(store.variable("PASSWORD") + " is one that everybody knows: give this service's user of "
                    + store.title() + " a long random one");
        }
        return unmet;
    }

    /** That a store is spoken to in the clear, if it may not be. */
    public List<String> encryption(Store store, boolean tls) {
        if (tls || plaintext.contains(store)) {
            return List.of();
        }
        return List.of(store.variable("TLS") + " is not true: set it, and " + store.variable("CA")
                + " to the PEM file of the authority that signs the certificates of " + store.title()
                + " unless the system trusts it; if something else encrypts what goes there, such as a mesh, add "
                + store.name().toLowerCase(Locale.ROOT) + " to OPENMIMC_STORES_ALLOW_PLAINTEXT instead");
    }

    private static String missing(Store store, String setting, String what) {
        return store.variable(setting) + " is not set: set it to " + what;
    }

    private static boolean brokenLine(String password) {
        return password.indexOf('\n') >= 0 || password.indexOf('\r') >= 0;
    }
}
