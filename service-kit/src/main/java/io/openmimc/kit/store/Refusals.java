package io.openmimc.kit.store;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says which setting to look at when a store and we do not get together. */
public final class Refusals {
    private Refusals() {}

    /** What to look at when the store does not know the user or the password. */
    public static String credentials(Store store, @Nullable String said) {
        return store.title() + " refuses the user or the password: look at " + store.variable("USERNAME") + " and "
                + store.variable("PASSWORD") + (said == null ? "" : " (it says: " + said + ")");
    }

    /** What to look at when TLS failed; empty when it is not TLS that failed. */
    public static Optional<String> tls(Store store, Throwable failure) {
        Optional<Throwable> ssl = find(failure, SSLException.class::isInstance);
        if (ssl.isEmpty()) {
            return Optional.empty();
        }
        if (find(ssl.get(), Refusals::unknownAuthority).isPresent()) {
            return Optional.of(store.title() + " shows a certificate of an authority that we do not trust: set "
                    + store.variable("CA") + " to the PEM file of the authority that signs its certificates");
        }
        Optional<Throwable> otherName = find(ssl.get(), CertificateException.class::isInstance);
        if (otherName.isPresent()) {
            return Optional.of(
                    store.title() + " shows a certificate that is not one for the address we use: connect by a"
                            + " name that is in it, or give it the name ("
                            + otherName.get().getMessage() + ")");
        }
        return Optional.of("TLS with " + store.title() + " failed: look at " + store.variable("TLS")
                + " and the port in its address (" + ssl.get().getMessage() + ")");
    }

    /** What to look at when nothing comes back that could be understood. */
    public static String silence(Store store, String address, boolean tls, @Nullable String said) {
        return store.title() + " does not answer at " + address
                + (tls
                        ? "; if nobody speaks TLS there, look at the port and " + store.variable("TLS")
                        : "; if it speaks TLS there, set " + store.variable("TLS") + "=true")
                + (said == null ? "" : " (" + said + ")");
    }

    private static boolean unknownAuthority(Throwable failure) {
        return failure instanceof CertPathBuilderException || failure instanceof CertPathValidatorException;
    }

    private static Optional<Throwable> find(Throwable failure, Predicate<Throwable> wanted) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (wanted.test(cause)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }
}
