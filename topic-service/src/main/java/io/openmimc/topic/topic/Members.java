package io.openmimc.topic.topic;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.topic.TopicConfig;
import io.openmimc.topic.caller.Asker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** The rows of members, within the transaction of a change. */
@Singleton
class Members {
    private static final String ADD =
            """
            INSERT INTO topic.members (topic_id, uuid, account, joined_at)
            SELECT :topic, newcomer.uuid, newcomer.account, :at
            FROM unnest(CAST(:uuids AS bigint[]), CAST(:accounts AS text[]))
                WITH ORDINALITY AS newcomer(uuid, account, place)
            ORDER BY newcomer.place
            ON CONFLICT (topic_id, uuid) DO NOTHING
            RETURNING uuid""";

    private static final String COUNT = "SELECT count(*) FROM topic.members WHERE topic_id = :topic";

    /** Counts no further than it has to. */
    private static final String IN_TOO_MANY =
            """
            SELECT account FROM unnest(CAST(:uuids AS bigint[]), CAST(:accounts AS text[])) AS joined(uuid, account)
            WHERE EXISTS (SELECT 1 FROM topic.members WHERE members.uuid = joined.uuid OFFSET :max LIMIT 1)
            LIMIT 1""";

    private static final String GONE =
            """
            SELECT account FROM unnest(CAST(:uuids AS bigint[]), CAST(:accounts AS text[])) AS joined(uuid, account)
            WHERE EXISTS (SELECT 1 FROM topic.deleted_accounts d WHERE d.uuid = joined.uuid)
            LIMIT 1""";

    private static final String IS_IN = "SELECT 1 FROM topic.members WHERE topic_id = :topic AND uuid = :uuid";

    private static final String NAMED =
            "SELECT uuid, account FROM topic.members WHERE topic_id = :topic AND account = :account";

    private static final String REMOVE =
            """
            DELETE FROM topic.members
            WHERE topic_id = :topic AND account = ANY (CAST(:accounts AS text[])) AND uuid <> :owner
            RETURNING uuid, account""";

    private static final String REMOVE_GONE =
            """
            DELETE FROM topic.members WHERE topic_id = :topic AND uuid = ANY (CAST(:uuids AS bigint[]))
            RETURNING uuid, account""";

    private static final String FIRST =
            "SELECT uuid, account FROM topic.members WHERE topic_id = :topic ORDER BY place LIMIT 1";

    private static final String QUIT = "DELETE FROM topic.members WHERE topic_id = :topic AND uuid = :uuid";

    /** Owner first, then in the order of joining. */
    private static final String ROSTER =
            """
            SELECT uuid, account FROM topic.members WHERE topic_id = :topic
            ORDER BY uuid = :owner DESC, place""";

    private final TopicConfig config;

    Members(TopicConfig config) {
        this.config = config;
    }

    /**
     * Adds those who are not in yet.
     *
     * @return those who came in; fails with FORBIDDEN if the topic would have more than {@code maxMembers}, or if one
     *     would be in too many topics, and with UNAVAILABLE where one was deleted since it was looked up
     */
    Uni<List<Member>> add(Mutiny.Session session, Topic topic, List<Member> newcomers, int maxMembers, long now) {
        return session.createNativeQuery(ADD, Long.class)
                .setParameter("topic", topic.id)
                .setParameter("at", now)
                .setParameter("uuids", uuids(newcomers))
                .setParameter("accounts", accounts(newcomers))
                .getResultList()
                .map(added -> those(newcomers, Set.copyOf(added)))
                .call(joined -> joined.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : checkRoom(session, topic, maxMembers)
                                .chain(() -> checkTopics(session, joined))
                                .chain(() -> checkNotGone(session, joined)));
    }

    private static List<Member> those(List<Member> newcomers, Set<Long> added) {
        return newcomers.stream()
                .filter(member -> added.contains(member.uuid()))
                .toList();
    }

    private static Uni<Void> checkRoom(Mutiny.Session session, Topic topic, int maxMembers) {
        return session.createNativeQuery(COUNT, Long.class)
                .setParameter("topic", topic.id)
                .getSingleResult()
                .invoke(count -> {
                    if (count > maxMembers) {
                        throw Asker.full(maxMembers);
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> checkTopics(Mutiny.Session session, List<Member> joined) {
        return session.createNativeQuery(IN_TOO_MANY, String.class)
                .setParameter("uuids", uuids(joined))
                .setParameter("accounts", accounts(joined))
                .setParameter("max", config.topicsAccount())
                .getSingleResultOrNull()
                .invoke(account -> {
                    if (account != null) {
                        throw new ImException(
                                ErrorCode.FORBIDDEN,
                                account + " is in " + config.topicsAccount() + " groups already, nobody was added");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> checkNotGone(Mutiny.Session session, List<Member> joined) {
        return session.createNativeQuery(GONE, String.class)
                .setParameter("uuids", uuids(joined))
                .setParameter("accounts", accounts(joined))
                .getSingleResultOrNull()
                .invoke(account -> {
                    if (account != null) {
                        throw new ImException(
                                ErrorCode.UNAVAILABLE,
                                account + " was a temporary account and is gone, nobody was added: try again");
                    }
                })
                .replaceWithVoid();
    }

    /** Fails with FORBIDDEN unless the caller is in. */
    Uni<Void> check(Mutiny.Session session, Topic topic, Asker asker) {
        return session.createNativeQuery(IS_IN, Integer.class)
                .setParameter("topic", topic.id)
                .setParameter("uuid", asker.uuid())
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(Members::notIn)
                .replaceWithVoid();
    }

    static ImException notIn() {
        return new ImException(ErrorCode.FORBIDDEN, "the caller is not a member of the group");
    }

    /** The member of that name; fails with FORBIDDEN if there is none. */
    Uni<Member> named(Mutiny.Session session, Topic topic, String account) {
        return session.createNativeQuery(NAMED, Object[].class)
                .setParameter("topic", topic.id)
                .setParameter("account", account)
                .getSingleResultOrNull()
                .onItem()
                .ifNull()
                .failWith(() -> new ImException(ErrorCode.FORBIDDEN, "ownerAccount: is not a member of the group"))
                .map(Members::member);
    }

    /** Removes those who are in, except the owner; answers who is out now. */
    Uni<List<Member>> remove(Mutiny.Session session, Topic topic, Collection<String> accounts) {
        return session.createNativeQuery(REMOVE, Object[].class)
                .setParameter("topic", topic.id)
                .setParameter("owner", topic.ownerUuid)
                .setParameter("accounts", accounts.toArray(String[]::new))
                .getResultList()
                .map(rows -> rows.stream().map(Members::member).toList());
    }

    /** Removes those who are in, the owner too; answers who is out now. */
    Uni<List<Member>> removeGone(Mutiny.Session session, Topic topic, Collection<Long> uuids) {
        return session.createNativeQuery(REMOVE_GONE, Object[].class)
                .setParameter("topic", topic.id)
                .setParameter("uuids", uuids.toArray(Long[]::new))
                .getResultList()
                .map(rows -> rows.stream().map(Members::member).toList());
    }

    /** Who has been in longest; empty where nobody is. */
    Uni<Optional<Member>> first(Mutiny.Session session, Topic topic) {
        return session.createNativeQuery(FIRST, Object[].class)
                .setParameter("topic", topic.id)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(Members::member));
    }

    /** Removes the caller; fails with FORBIDDEN unless it was in. */
    Uni<Void> quit(Mutiny.Session session, Topic topic, Asker asker) {
        return session.createNativeQuery(QUIT)
                .setParameter("topic", topic.id)
                .setParameter("uuid", asker.uuid())
                .executeUpdate()
                .invoke(removed -> {
                    if (removed == 0) {
                        throw notIn();
                    }
                })
                .replaceWithVoid();
    }

    Uni<TopicView> view(Mutiny.Session session, Topic topic) {
        return session.createNativeQuery(ROSTER, Object[].class)
                .setParameter("topic", topic.id)
                .setParameter("owner", topic.ownerUuid)
                .getResultList()
                .map(rows -> new TopicView(
                        topic.info(), rows.stream().map(Members::member).toList()));
    }

    private static Member member(Object[] row) {
        return new Member((Long) row[0], (String) row[1]);
    }

    private static Long[] uuids(List<Member> members) {
        return members.stream().map(Member::uuid).toArray(Long[]::new);
    }

    private static String[] accounts(List<Member> members) {
        return members.stream().map(Member::account).toArray(String[]::new);
    }
}
