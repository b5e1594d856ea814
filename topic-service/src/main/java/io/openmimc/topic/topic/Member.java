package io.openmimc.topic.topic;

import io.openmimc.kit.rest.JsonId;
import io.openmimc.proto.events.AccountRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** An account that is in a topic. */
public record Member(@JsonId long uuid, String account) {
    /** Those of these names, in their order, after some who come first. */
    static List<Member> of(Collection<String> accounts, Map<String, Long> uuids, Member... first) {
        List<Member> members = new ArrayList<>(List.of(first));
        for (String account : accounts) {
            Long uuid = uuids.get(account);
            if (uuid == null) {
                throw new IllegalStateException("an account that was to be created has no uuid");
            }
            members.add(new Member(uuid, account));
        }
        return members;
    }

    public AccountRef ref() {
        return AccountRef.newBuilder().setUuid(uuid).setAccount(account).build();
    }
}
