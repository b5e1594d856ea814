package io.openmimc.kit.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Refuses calls that {@link Arrows} does not name, before anything of their messages is read. */
final class CallerCheck implements ServerInterceptor {
    private static final Logger LOG = Logger.getLogger(CallerCheck.class);
    private static final String NO_CERTIFICATE = "none";
    private static final String NO_SERVICE = "unknown";
    private static final String NO_METHOD = "other";

    private final boolean authenticated;
    private final MeterRegistry metrics;
    /** Bounded: methods of the table and one more, by services and two more. */
    private final ConcurrentMap<Refusal, Counter> refused = new ConcurrentHashMap<>();

    private record Refusal(String method, String caller) {}

    /** @param authenticated false: everybody may call what is in the table */
    CallerCheck(boolean authenticated, MeterRegistry metrics) {
        this.authenticated = authenticated;
        this.metrics = metrics;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        Set<String> allowed = Arrows.callers(method);
        Set<String> services = call.getAttributes().get(CallerNames.SERVICES);
        if (authenticated
                ? services != null && !Collections.disjoint(services, allowed)
                : Arrows.methods().contains(method)) {
            return next.startCall(call, headers);
        }
        String caller = caller(services);
        counter(new Refusal(Arrows.methods().contains(method) ? method : NO_METHOD, caller))
                .increment();
        call.close(refusal(method, caller), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static String caller(@Nullable Set<String> services) {
        if (services == null) {
            return NO_CERTIFICATE;
        }
        return services.stream().findFirst().orElse(NO_SERVICE);
    }

    private Status refusal(String method, String caller) {
        if (caller.equals(NO_CERTIFICATE) && authenticated) {
            return Status.UNAUTHENTICATED.withDescription(
                    method + " asks for the certificate of a service, and the caller has shown none");
        }
        return Status.PERMISSION_DENIED.withDescription(method + " may not be called by "
                + (caller.equals(NO_SERVICE) ? "a certificate that names no service" : caller));
    }

    private Counter counter(Refusal refusal) {
        return refused.computeIfAbsent(refusal, first -> {
            // The others of its kind are only counted: whoever does this may do it often.
            LOG.warnf("a call between services was refused method=%s caller=%s", first.method, first.caller);
            return Counter.builder("inner.calls.refused")
                    .description("Calls between services that the caller has no right to")
                    .tag("method", first.method)
                    .tag("caller", first.caller)
                    .register(metrics);
        });
    }
}
