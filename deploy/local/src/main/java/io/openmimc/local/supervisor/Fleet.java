package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.openmimc.local.process.Stack;
import io.openmimc.local.process.StackProcess;
import io.openmimc.local.service.Deployment;
import io.openmimc.local.service.Replicas;
import io.openmimc.local.service.ServiceSetting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Changes how many replicas the services of a running stack have, and restarts them. One order at a time. */
final class Fleet implements Orders.Handler {
    private final Stack stack;
    private final Runnable changed;
    private Deployment deployment;

    /** @param changed called when processes come and go */
    Fleet(Stack stack, Deployment deployment, Runnable changed) {
        this.stack = stack;
        this.deployment = deployment;
        this.changed = changed;
    }

    @Override
    public void carryOut(JsonObject order, Consumer<String> say) {
        if (order.getString("order", "").equals(Order.SCALE)) {
            Replicas wanted = Replicas.parse(order.getString("replicas", ""));
            requireServices(wanted.counts().keySet());
            wanted.counts().forEach((service, count) -> scale(service, count, say));
        } else if (order.getString("order", "").equals(Order.RESTART)) {
            List<String> names = order.getJsonArray("names", new JsonArray()).stream()
                    .map(String.class::cast)
                    .toList();
            restart(named(names), order.getBoolean("rolling", false), say);
        } else {
            throw new StackException("The supervisor knows no such order: " + order.encode());
        }
    }

    private void requireServices(Set<ServiceSetting> services) {
        if (services.stream().anyMatch(service -> replicas(service).isEmpty())) {
            throw new StackException("This stack has only its stores; there is no service to scale.");
        }
    }

    private void scale(ServiceSetting service, int count, Consumer<String> say) {
        Replicas replicas = deployment.settings().replicas();
        int before = replicas.count(service);
        if (before == count) {
            say.accept(service.process() + " has " + replicasOf(count) + " already");
            return;
        }
        Deployment next = deployment.with(replicas.with(service, count));
        if (count > before) {
            add(service, before, next, say);
        } else {
            remove(service, count, say);
        }
        boolean wasAlone = !replicas.isNamed(service);
        if (wasAlone) {
            stack.replace(replicas(service).get(0), next.replica(service, 0));
        }
        deployment = next;
        stack.find("edge").ifPresent(edge -> stack.replace(edge, next.edge()));
        changed.run();
        say.accept(service.process() + " has " + replicasOf(count));
        if (wasAlone && service == ServiceSetting.GATEWAY) {
            // It leaves its clients' ports to the edge, which takes them the moment they are free.
            restart(replicas(service).get(0), say);
            stack.find("edge").ifPresent(StackProcess::awaitReady);
        }
    }

    private void add(ServiceSetting service, int before, Deployment next, Consumer<String> say) {
        List<StackProcess> fresh = new ArrayList<>();
        StackProcess last = replicas(service).get(before - 1);
        try {
            for (int slot = before; slot < next.settings().replicas().count(service); slot++) {
                last = stack.addAfter(last, next.replica(service, slot));
                fresh.add(last);
                last.start();
                changed.run();
            }
            fresh.forEach(process -> awaitReady(process, say));
        } catch (StackException e) {
            fresh.forEach(this::stopAndRemove);
            throw e;
        }
    }

    private void remove(ServiceSetting service, int count, Consumer<String> say) {
        List<StackProcess> all = replicas(service);
        for (int slot = all.size() - 1; slot >= count; slot--) {
            say.accept("stopping " + all.get(slot).name());
            stopAndRemove(all.get(slot));
        }
    }

    private void stopAndRemove(StackProcess process) {
        stop(process);
        stack.remove(process);
        changed.run();
    }

    private void restart(List<StackProcess> processes, boolean rolling, Consumer<String> say) {
        if (rolling) {
            processes.forEach(process -> restart(process, say));
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(processes.size());
        try {
            List<Callable<Void>> all = processes.stream()
                    .map(process -> (Callable<Void>) () -> {
                        restart(process, say);
                        return null;
                    })
                    .toList();
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StackException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("The restart was broken off.", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void restart(StackProcess process, Consumer<String> say) {
        say.accept((process.isAlive() ? "restarting " : "starting ") + process.name());
        stop(process);
        process.start();
        changed.run();
        awaitReady(process, say);
    }

    private void stop(StackProcess process) {
        process.letStop();
        changed.run();
        process.stop();
    }

    private static void awaitReady(StackProcess process, Consumer<String> say) {
        process.awaitReady();
        say.accept(process.name() + " is ready");
    }

    private List<StackProcess> named(List<String> names) {
        Set<StackProcess> found = new LinkedHashSet<>();
        if (names.isEmpty()) {
            Arrays.stream(ServiceSetting.values()).map(this::replicas).forEach(found::addAll);
        }
        for (String name : names) {
            List<StackProcess> some = stack.find(name).map(List::of).orElseGet(() -> ServiceSetting.named(name)
                    .map(this::replicas)
                    .orElse(List.of()));
            if (some.isEmpty()) {
                throw new StackException("There is no process \"" + name + "\". There are: "
                        + stack.processes().stream().map(StackProcess::name).collect(Collectors.joining(", ")) + ".");
            }
            found.addAll(some);
        }
        return List.copyOf(found);
    }

    /** Those of a service, by slot; none where only the stores run. */
    private List<StackProcess> replicas(ServiceSetting service) {
        Replicas replicas = deployment.settings().replicas();
        return IntStream.range(0, Replicas.MOST)
                .mapToObj(slot -> stack.find(replicas.process(service, slot)))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private static String replicasOf(int count) {
        return count == 1 ? "one replica" : count + " replicas";
    }
}
