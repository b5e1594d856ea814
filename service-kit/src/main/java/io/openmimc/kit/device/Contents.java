package io.openmimc.kit.device;

import io.lettuce.core.RedisCommandExecutionException;
import io.openmimc.kit.rpc.Failures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * What was found under the key of one account.
 *
 * @param complete false where something cannot be read: it may have been a device
 * @param damaged things that cannot be read and need a repair
 */
record Contents(List<Entry> entries, boolean complete, int damaged) {
    static Contents of(Map<String, String> hash) {
        List<Entry> entries = new ArrayList<>();
        int damaged = 0;
        for (var field : hash.entrySet()) {
            if (field.getKey().equals(Entry.COMPLETE)) {
                continue;
            }
            Entry entry = Entry.parse(field.getKey(), field.getValue());
            if (entry == null) {
                damaged++;
            } else {
                entries.add(entry);
            }
        }
        return new Contents(entries, damaged == 0 && hash.containsKey(Entry.COMPLETE), damaged);
    }

    /** The account's devices, those connected whose gateway is alive. */
    AccountDevices devices(long uuid, Map<String, String> addresses) {
        List<Device> devices = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            devices.add(entry.device(addresses));
        }
        return new AccountDevices(uuid, complete, devices);
    }

    /** Adds the gateways that its devices were last connected to. */
    void addGateways(Set<String> gateways) {
        for (Entry entry : entries) {
            if (entry.gateway() != null) {
                gateways.add(entry.gateway());
            }
        }
    }

    /** Of field, value, field, value... as a script answers a hash. */
    static Contents of(List<?> flat) {
        Map<String, String> hash = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            hash.put((String) flat.get(i), (String) flat.get(i + 1));
        }
        return of(hash);
    }

    /** For a read that failed: only a key that is no hash is something found; anything else is thrown on. */
    static Contents ofFailed(Throwable failure) {
        if (Failures.cause(failure) instanceof RedisCommandExecutionException refused
                && String.valueOf(refused.getMessage()).startsWith("WRONGTYPE")) {
            return new Contents(List.of(), false, 1);
        }
        throw new CompletionException(failure);
    }
}
