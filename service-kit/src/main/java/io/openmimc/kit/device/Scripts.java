package io.openmimc.kit.device;

/** What must happen in Redis in one step. KEYS[1] is always the hash of one account. */
final class Scripts {
    /** Of a key that holds something else, nothing is kept: it would fail every command for ever. */
    private static final String HASH_OR_NOTHING =
            """
            if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then redis.call('DEL', KEYS[1]) end
            """;

    /**
     * Registers a login and answers its time, then the hash as it was. The time is moved past that of an older login
     * of the resource, so that gateways with clocks apart agree on which is newer; not past one that no clock has
     * written, as {@link Entry} reads no more than 15 digits. ARGV: resource, prefix, ms, ttl.
     */
    static final String REGISTER = HASH_OR_NOTHING
            + """
            local before = redis.call('HGETALL', KEYS[1])
            local at = ARGV[3]
            local old = redis.call('HGET', KEYS[1], ARGV[1])
            local oldAt = old and string.match(old, '^on %S+ %S+ (%d+)$')
            if oldAt and #oldAt < 15 and tonumber(oldAt) >= tonumber(at) then at = string.format('%.0f', tonumber(oldAt) + 1) end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. at)
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            return {at, before}
            """;

    /** Switches a resource off unless a newer login has it. ARGV: resource, prefix of ours, value, ttl. */
    static final String UNREGISTER = HASH_OR_NOTHING
            + """
            local now = redis.call('HGET', KEYS[1], ARGV[1])
            if not now or string.sub(now, 1, #ARGV[2]) ~= ARGV[2] then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            return 1
            """;

    /** Writes a login again unless a newer one has the resource. ARGV: resource, value, ms, ttl. */
    static final String RESTORE = HASH_OR_NOTHING
            + """
            local now = redis.call('HGET', KEYS[1], ARGV[1])
            local at = now and now ~= ARGV[2] and string.match(now, '^on %S+ %S+ (%d+)$')
            if at and #at <= 15 and tonumber(at) >= tonumber(ARGV[3]) then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            redis.call('EXPIRE', KEYS[1], ARGV[4])
            return 1
            """;

    /** Forgets resources whose value is still the one seen. ARGV: resource, value, resource, value... */
    static final String FORGET = HASH_OR_NOTHING
            + """
            for i = 1, #ARGV, 2 do
              if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', KEYS[1], ARGV[i]) end
            end
            return 1
            """;

    /** Adds resources that are missing and marks the hash complete. ARGV: ttl, resource, value... */
    static final String COMPLETE = HASH_OR_NOTHING
            + """
            for i = 2, #ARGV, 2 do redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) end
            redis.call('HSET', KEYS[1], '*', '1')
            redis.call('EXPIRE', KEYS[1], ARGV[1])
            return 1
            """;

    /**
     * Removes what {@link Entry} cannot read, and the mark of completeness with it: a device may have been lost. Answers
     * how many entries it removed.
     */
    static final String REPAIR = HASH_OR_NOTHING
            + """
            local function sound(value)
              local session, at = string.match(value, '^on %S+ (%d+) (%d+)$')
              if not session then session, at = '0', string.match(value, '^off (%d+)$') end
              return at and #at <= 15 and (#session < 19 or (#session == 19 and session <= '9223372036854775807'))
            end
            local hash = redis.call('HGETALL', KEYS[1])
            local removed = 0
            for i = 1, #hash, 2 do
              if hash[i] ~= '*' and (hash[i] == '' or not sound(hash[i + 1])) then
                removed = removed + redis.call('HDEL', KEYS[1], hash[i])
              end
            end
            if removed > 0 then redis.call('HDEL', KEYS[1], '*') end
            return removed
            """;

    private Scripts() {}
}
