package io.openmimc.kit.device;

/** What must happen in Redis in one step. KEYS[1] is always the hash of one account. */
final class Scripts {
    /**
     * Registers a login and answers its time, then the hash as it was. The time is moved past that of an older login
     * of the resource, so that gateways with clocks apart agree on which is newer. ARGV: resource, prefix, ms, ttl.
     */
    static final String REGISTER =
            """
            local before = redis.call('HGETALL', KEYS[1])
            local at = ARGV[3]
            local old = redis.call('HGET', KEYS[1], ARGV[1])
            local oldAt = old and string.match(old, '^on %S+ %S+ (%d+)$')
            if oldAt and tonumber(oldAt) >= tonumber(at) then at = string.format('%.0f', tonumber(oldAt) + 1) end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. at)
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            return {at, before}
            """;

    /** Switches a resource off unless a newer login has it. ARGV: resource, prefix of ours, value, ttl. */
    static final String UNREGISTER =
            """
            local now = redis.call('HGET', KEYS[1], ARGV[1])
            if not now or string.sub(now, 1, #ARGV[2]) ~= ARGV[2] then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            return 1
            """;

    /** Writes a login again unless a newer one has the resource. ARGV: resource, value, ms, ttl. */
    static final String RESTORE =
            """
            local now = redis.call('HGET', KEYS[1], ARGV[1])
            local at = now and now ~= ARGV[2] and string.match(now, '^on %S+ %S+ (%d+)$')
            if at and tonumber(at) >= tonumber(ARGV[3]) then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            return 1
            """;

    /** Forgets resources whose value is still the one seen. ARGV: resource, value, resource, value... */
    static final String FORGET =
            """
            for i = 1, #ARGV, 2 do
              if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', KEYS[1], ARGV[i]) end
            end
            return 1
            """;

    /** Adds resources that are missing and marks the hash complete. ARGV: ttl, resource, value... */
    static final String COMPLETE =
            """
            for i = 2, #ARGV, 2 do redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) end
            redis.call('HSET', KEYS[1], '*', '1')
            redis.call('EXPIRE', KEYS[1], ARGV[1])
            return 1
            """;

    private Scripts() {}
}
