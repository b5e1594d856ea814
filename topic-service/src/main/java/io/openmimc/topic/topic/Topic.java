package io.openmimc.topic.topic;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.topic.caller.Asker;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.util.List;

/** A topic. The entity stays in this package. */
@Entity
@Table(name = "topics")
class Topic {
    @Id
    @GeneratedValue(generator = "topic_ids")
    @SequenceGenerator(name = "topic_ids", sequenceName = "topic_ids", allocationSize = 1)
    Long id;

    @Column(name = "app_id")
    long appId;

    String name;

    String bulletin;

    @Column(name = "owner_uuid")
    long ownerUuid;

    @Column(name = "owner_account")
    String ownerAccount;

    long version;

    @Column(name = "created_at")
    long createdAt;

    @Column(name = "updated_at")
    long updatedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate sets the fields
    protected Topic() {}

    @SuppressWarnings("NullAway.Init") // the id is given when it is stored
    Topic(Asker owner, String name, long now) {
        this.appId = owner.appId();
        this.ownerUuid = owner.uuid();
        this.ownerAccount = owner.account();
        this.name = name;
        this.bulletin = "";
        this.version = 1;
        this.createdAt = now;
        this.updatedAt = now;
    }

    Member owner() {
        return new Member(ownerUuid, ownerAccount);
    }

    /** @throws ImException FORBIDDEN unless it is the caller's */
    void checkOwner(Asker asker) {
        if (asker.uuid() != ownerUuid) {
            throw new ImException(ErrorCode.FORBIDDEN, "only the owner of the group may do this");
        }
    }

    /** Takes over what is given of the name and the bulletin; says whether anything is another one now. */
    boolean change(TopicFields fields) {
        String newName = fields.topicName() == null ? name : fields.topicName();
        String newBulletin = fields.bulletin() == null ? bulletin : fields.bulletin();
        boolean changed = !newName.equals(name) || !newBulletin.equals(bulletin);
        name = newName;
        bulletin = newBulletin;
        return changed;
    }

    boolean handOver(Member successor) {
        boolean changed = successor.uuid() != ownerUuid;
        ownerUuid = successor.uuid();
        ownerAccount = successor.account();
        return changed;
    }

    /** Makes a change the next version; the event tells of it. */
    TopicChanged next(TopicChanged.Change change, List<Member> accounts, long now) {
        version++;
        updatedAt = now;
        return event(change, accounts);
    }

    TopicChanged event(TopicChanged.Change change, List<Member> accounts) {
        TopicChanged.Builder event = TopicChanged.newBuilder()
                .setAppId(appId)
                .setTopicId(id)
                .setChange(change)
                .setVersion(version)
                .setTimestamp(updatedAt);
        accounts.forEach(member -> event.addAccounts(member.ref()));
        if (change != TopicChanged.Change.DISMISSED) {
            event.setName(name).setOwner(owner().ref());
        }
        return event.build();
    }

    TopicInfo info() {
        return new TopicInfo(id, ownerUuid, ownerAccount, name, bulletin);
    }
}
