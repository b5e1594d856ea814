package io.openmimc.topic.topic;

import io.openmimc.kit.database.Database;
import io.openmimc.topic.caller.Asker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is asked about topics, each in one query and so of one moment. */
@Singleton
public class TopicQueries {
    private static final String INVITATION =
            """
            SELECT EXISTS (SELECT 1 FROM topic.members WHERE topic_id = topics.id AND uuid = :uuid),
                (SELECT count(*) FROM topic.members WHERE topic_id = topics.id),
                (SELECT count(*) FROM topic.members
                    WHERE topic_id = topics.id AND account = ANY (CAST(:accounts AS text[])))
            FROM topic.topics WHERE id = :topic AND app_id = :app""";

    /** The owner's row, which is the first, has the texts: they are long, and the same for all. */
    private static final String VIEW =
            """
            SELECT m.uuid, m.account,
                CASE WHEN m.uuid = t.owner_uuid THEN t.name END,
                CASE WHEN m.uuid = t.owner_uuid THEN t.bulletin END
            FROM topic.topics t JOIN topic.members m ON m.topic_id = t.id
            WHERE t.id = :topic AND t.app_id = :app
            ORDER BY m.uuid = t.owner_uuid DESC, m.place""";

    /** Of a known version it is only its row: no id matches NULL, so the index of members is not even entered. */
    private static final String ROSTER =
            """
            SELECT t.version, m.uuid, m.account
            FROM topic.topics t
                LEFT JOIN topic.members m ON m.topic_id = CASE WHEN t.version <> :known THEN t.id END
            WHERE t.id = :topic AND t.app_id = :app
            ORDER BY m.uuid = t.owner_uuid DESC, m.place""";

    private static final String VERSIONS =
            "SELECT id, version FROM topic.topics WHERE id = ANY (CAST(:topics AS bigint[]))";

    private static final String MEMBERSHIP =
            """
            SELECT t.id, m.joined_at
            FROM topic.topics t LEFT JOIN topic.members m ON m.topic_id = t.id AND m.uuid = :uuid
            WHERE t.id = :topic AND t.app_id = :app""";

    private static final String OF_ACCOUNT =
            """
            SELECT t.id, t.owner_uuid, t.owner_account, t.name, %s, m.joined_at
            FROM topic.members m JOIN topic.topics t ON t.id = m.topic_id
            WHERE m.uuid = :uuid AND t.app_id = :app
            ORDER BY t.id""";

    private static final String WITH_BULLETINS = OF_ACCOUNT.formatted("t.bulletin");
    private static final String WITHOUT_BULLETINS = OF_ACCOUNT.formatted("''");

    private final Database database;

    TopicQueries(Database database) {
        this.database = database;
    }

    /** A first look at an invitation, without a lock: fails as the invitation would if it was made now. */
    Uni<Void> checkInvitation(TopicKey key, Asker asker, Set<String> invited) {
        return one(key, INVITATION, query -> query.setParameter("uuid", asker.uuid())
                        .setParameter("accounts", invited.toArray(String[]::new)))
                .invoke(row -> {
                    if (!(Boolean) row[0]) {
                        throw Members.notIn();
                    }
                    long members = (Long) row[1];
                    long newcomers = invited.size() - (Long) row[2];
                    if (newcomers > 0 && members + newcomers > asker.maxMembers()) {
                        throw Asker.full(asker.maxMembers());
                    }
                })
                .replaceWithVoid();
    }

    /** A topic for one of its members; fails with NOT_FOUND, FORBIDDEN for others. */
    Uni<TopicView> view(TopicKey key, Asker asker) {
        return rows(key, VIEW, query -> query).map(rows -> {
            List<Member> members = rows.stream()
                    .map(row -> new Member((Long) row[0], (String) row[1]))
                    .toList();
            if (members.stream().noneMatch(member -> member.uuid() == asker.uuid())) {
                throw Members.notIn();
            }
            Member owner = members.get(0);
            Object[] texts = rows.get(0);
            return new TopicView(
                    new TopicInfo(key.topicId(), owner.uuid(), owner.account(), (String) texts[2], (String) texts[3]),
                    members);
        });
    }

    /** The topics of an account, by id. */
    Uni<List<TopicInfo>> of(Asker asker) {
        return ofAccount(WITH_BULLETINS, asker.appId(), asker.uuid())
                .map(rows -> rows.stream().map(TopicQueries::info).toList());
    }

    /** The topics of an account, by id, without their bulletins: with them an answer could grow to many megabytes. */
    public Uni<List<Joined>> joined(long appId, long uuid) {
        return ofAccount(WITHOUT_BULLETINS, appId, uuid).map(rows -> rows.stream()
                .map(row -> new Joined(info(row), (Long) row[5]))
                .toList());
    }

    /**
     * The members of a topic, the owner first, then by joining; none if {@code knownVersion} is still its version.
     *
     * @return fails with NOT_FOUND
     */
    public Uni<Roster> roster(TopicKey key, long knownVersion) {
        return rows(key, ROSTER, query -> query.setParameter("known", knownVersion))
                .map(rows -> new Roster(
                        (Long) rows.get(0)[0],
                        rows.stream()
                                .filter(row -> row[1] != null)
                                .map(row -> new Member((Long) row[1], (String) row[2]))
                                .toList()));
    }

    /** The versions of those topics that are there. */
    public Uni<Map<Long, Long>> versions(Collection<Long> topicIds) {
        return database.query(session -> session.createNativeQuery(VERSIONS, Object[].class)
                        .setParameter("topics", topicIds.toArray(Long[]::new))
                        .getResultList())
                .map(rows -> {
                    Map<Long, Long> versions = new HashMap<>();
                    rows.forEach(row -> versions.put((Long) row[0], (Long) row[1]));
                    return versions;
                });
    }

    /** When an account joined, in milliseconds since the Unix epoch; empty if it is no member. Fails with NOT_FOUND. */
    public Uni<Optional<Long>> joinedAt(TopicKey key, long uuid) {
        return one(key, MEMBERSHIP, query -> query.setParameter("uuid", uuid))
                .map(row -> Optional.ofNullable((Long) row[1]));
    }

    private Uni<List<Object[]>> ofAccount(String sql, long appId, long uuid) {
        return database.query(session -> session.createNativeQuery(sql, Object[].class)
                .setParameter("app", appId)
                .setParameter("uuid", uuid)
                .getResultList());
    }

    private static TopicInfo info(Object[] row) {
        return new TopicInfo((Long) row[0], (Long) row[1], (String) row[2], (String) row[3], (String) row[4]);
    }

    private Uni<Object[]> one(TopicKey key, String sql, Parameters more) {
        return rows(key, sql, more).map(rows -> rows.get(0));
    }

    /** At least one row, else there is no such topic. */
    private Uni<List<Object[]>> rows(TopicKey key, String sql, Parameters more) {
        return database.query(session -> more.set(session.createNativeQuery(sql, Object[].class)
                                .setParameter("topic", key.topicId())
                                .setParameter("app", key.appId()))
                        .getResultList())
                .invoke(rows -> {
                    if (rows.isEmpty()) {
                        throw key.notFound();
                    }
                });
    }

    private interface Parameters {
        Mutiny.SelectionQuery<Object[]> set(Mutiny.SelectionQuery<Object[]> query);
    }
}
