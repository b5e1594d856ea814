package io.openmimc.kit.redis;

import io.openmimc.kit.start.Requirement;
import io.openmimc.kit.store.Store;
import io.openmimc.kit.store.StoreRules;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** That Redis is used with a password of one's own and TLS, by the services that use it. */
@Singleton
class RedisRequirement implements Requirement {
    private final StoreRules rules;
    private final RedisConfig config;
    private final BeanManager beans;

    RedisRequirement(StoreRules rules, RedisConfig config, BeanManager beans) {
        this.rules = rules;
        this.config = config;
        this.beans = beans;
    }

    @Override
    public List<String> unmet() {
        // Injected, even to be asked whether it is there, it would be made in services that have no use for it.
        if (beans.getBeans(Redis.class).isEmpty()) {
            return List.of();
        }
        try {
            return rules.unmet(Store.REDIS, RedisAccess.effective(config));
        } catch (IllegalArgumentException e) {
            List<String> unmet = new ArrayList<>(rules.unmet(Store.REDIS, config));
            // Without what it says, in which there may be a password.
            unmet.add("OPENMIMC_REDIS_URI is no address: set it to redis://host:6379, or rediss:// for TLS");
            return unmet;
        }
    }
}
