package io.openmimc.kit.rest;

import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;

/**
 * Makes what answers REST when the process starts, with all that it needs. Quarkus would make it for the first request, on the event
 * loop of that request: in a process that has just come this took seconds, in which the loop did nothing else.
 */
@Singleton
class Resources {
    void make(@Observes StartupEvent started) {
        var container = Arc.container();
        container.beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .filter(bean -> bean.getBeanClass().isAnnotationPresent(Path.class))
                .forEach(bean -> container.instance((InjectableBean<?>) bean).get());
    }
}
