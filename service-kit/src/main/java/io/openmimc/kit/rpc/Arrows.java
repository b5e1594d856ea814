package io.openmimc.kit.rpc;

import io.grpc.MethodDescriptor;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.KeysGrpc;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.topics.TopicsGrpc;
import java.util.Map;
import java.util.Set;

/**
 * Who may call what between services: the arrows of docs/architecture.md, method by method. What is not here may be called
 * by nobody. A service is known by its name in its certificate; those that check tokens and credentials of apps all ask
 * account-service for the same.
 */
public final class Arrows {
    public static final String ACCOUNT = "account-service";
    public static final String TOPIC = "topic-service";
    public static final String GATEWAY = "gateway-service";
    public static final String HISTORY = "history-service";
    public static final String CONTACT = "contact-service";
    public static final String CALLBACK = "callback-service";

    /** Every service there is. */
    public static final Set<String> SERVICES = Set.of(ACCOUNT, TOPIC, GATEWAY, HISTORY, CONTACT, CALLBACK);

    /** They answer accounts and apps, whose tokens and secrets they check; account-service asks itself. */
    private static final Set<String> WITH_CALLERS_OF_THEIR_OWN = Set.of(ACCOUNT, TOPIC, GATEWAY, HISTORY, CONTACT);

    private static final Set<String> WITH_ROSTERS = Set.of(GATEWAY, HISTORY, CALLBACK);

    private static final Map<String, Set<String>> CALLERS = Map.ofEntries(
            arrow(AccountsGrpc.getResolveMethod(), WITH_CALLERS_OF_THEIR_OWN),
            arrow(AccountsGrpc.getExistingMethod(), WITH_CALLERS_OF_THEIR_OWN),
            arrow(AccountsGrpc.getStandingsMethod(), WITH_CALLERS_OF_THEIR_OWN),
            arrow(AccountsGrpc.getBlockedMethod(), Set.of(GATEWAY)),
            arrow(AppsGrpc.getSettingsMethod(), WITH_CALLERS_OF_THEIR_OWN),
            arrow(KeysGrpc.getKeySetMethod(), WITH_CALLERS_OF_THEIR_OWN),
            arrow(CallbacksGrpc.getSettingsMethod(), Set.of(CALLBACK)), // the secrets that sign callbacks
            arrow(TopicsGrpc.getRosterMethod(), WITH_ROSTERS),
            arrow(TopicsGrpc.getVersionsMethod(), WITH_ROSTERS),
            arrow(TopicsGrpc.getMembershipMethod(), Set.of(HISTORY)),
            arrow(TopicsGrpc.getTopicsOfMethod(), Set.of(CONTACT)),
            arrow(InboxGrpc.getPullMethod(), Set.of(GATEWAY)),
            arrow(InboxGrpc.getSettleMethod(), Set.of(GATEWAY)),
            arrow(InboxGrpc.getUnreadMethod(), Set.of(CONTACT)),
            arrow(DeliveryGrpc.getDeliverMethod(), Set.of(HISTORY)),
            arrow(DeliveryGrpc.getKickMethod(), Set.of(GATEWAY)),
            arrow(DeliveryGrpc.getIdleMethod(), Set.of(GATEWAY)),
            arrow(DeliveryGrpc.getSignalMethod(), Set.of(GATEWAY)));

    private static final Map<String, String> ANSWERED_BY = Map.of(
            AccountsGrpc.SERVICE_NAME,
            ACCOUNT,
            AppsGrpc.SERVICE_NAME,
            ACCOUNT,
            KeysGrpc.SERVICE_NAME,
            ACCOUNT,
            CallbacksGrpc.SERVICE_NAME,
            ACCOUNT,
            TopicsGrpc.SERVICE_NAME,
            TOPIC,
            InboxGrpc.SERVICE_NAME,
            HISTORY,
            DeliveryGrpc.SERVICE_NAME,
            GATEWAY);

    private Arrows() {}

    private static Map.Entry<String, Set<String>> arrow(MethodDescriptor<?, ?> method, Set<String> callers) {
        return Map.entry(method.getFullMethodName(), callers);
    }

    /**
     * Who may call a method.
     *
     * @param method its full name, {@code openmimc.accounts.Accounts/Resolve}
     * @return names of services; none for a method that is not in the table
     */
    public static Set<String> callers(String method) {
        return CALLERS.getOrDefault(method, Set.of());
    }

    /** Whether there is anything that a service may call at another one, or at itself. */
    static boolean calls(String caller, String called) {
        return CALLERS.entrySet().stream()
                .anyMatch(arrow -> arrow.getValue().contains(caller)
                        && called.equals(ANSWERED_BY.get(MethodDescriptor.extractFullServiceName(arrow.getKey()))));
    }

    /** Full names of the methods in the table. */
    public static Set<String> methods() {
        return CALLERS.keySet();
    }
}
