package io.openmimc.contact.store;

import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;

/** Reads what may be null in Cassandra, though all columns of a row are written together. */
final class Values {
    private Values() {}

    static String text(Row row, String column) {
        String value = row.getString(column);
        return value == null ? "" : value;
    }

    static byte[] bytes(Row row, String column) {
        ByteBuffer blob = row.getByteBuffer(column);
        byte[] bytes = new byte[blob == null ? 0 : blob.remaining()];
        if (blob != null) {
            blob.get(bytes);
        }
        return bytes;
    }
}
