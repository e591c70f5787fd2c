package caunoi.docstore;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;

/**
 * Writes values as bytes in the order of the server's ValueComparator. Values that the server calls equal (1 and 1.0, null
 * and a missing field) become the same bytes, others never do, so a unique index may rely on it.
 * Each value delimits itself: one key can hold several values and still be cut at a prefix.
 */
final class KeyWriter {

    private static final int NULL = 0x05, NUMBER = 0x10, STRING = 0x20, DOCUMENT = 0x30, LIST = 0x38, OTHER = 0x44,
        OBJECT_ID = 0x50, BOOLEAN = 0x58, INSTANT = 0x60, TIMESTAMP = 0x68;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(32);

    static Key of(Object value) {
        return new KeyWriter().add(value).key();
    }

    static Key of(KeyValue values) {
        KeyWriter writer = new KeyWriter();
        values.forEach(writer::add);
        return writer.key();
    }

    /** The byte that begins every value of this value's type: a range never leaves its type. */
    static int typeOf(Object value) {
        if (Missing.isNullOrMissing(value)) return NULL;
        if (value instanceof Number) return NUMBER;
        if (value instanceof String) return STRING;
        if (value instanceof Document) return DOCUMENT;
        if (value instanceof Collection) return LIST;
        if (value instanceof BinData) return 0x40;
        if (value instanceof ObjectId) return OBJECT_ID;
        if (value instanceof Boolean) return BOOLEAN;
        if (value instanceof Instant) return INSTANT;
        if (value instanceof BsonTimestamp) return TIMESTAMP;
        if (value instanceof BsonRegularExpression) return 0x70;
        if (value instanceof MinKey) return 0x01;
        if (value instanceof MaxKey) return 0x7E;
        return OTHER;
    }

    /** Types whose bytes also stand in the server's order; the rest can only be compared for equality. */
    static boolean isOrdered(Object value) {
        int type = typeOf(value);
        return type == NUMBER || type == STRING || type == OBJECT_ID || type == BOOLEAN || type == INSTANT;
    }

    KeyWriter add(Object value) {
        int type = typeOf(value);
        out.write(type);
        switch (type) {
            case NULL -> { }
            case NUMBER -> addNumber((Number) value);
            case STRING -> addString((String) value);
            case OBJECT_ID -> out.writeBytes(((ObjectId) value).toByteArray());
            case BOOLEAN -> out.write((Boolean) value ? 1 : 0);
            case INSTANT -> addLong(((Instant) value).toEpochMilli());
            default -> addOpaque(value);
        }
        return this;
    }

    KeyWriter addRaw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    KeyWriter addType(int type) {
        out.write(type);
        return this;
    }

    int length() {
        return out.size();
    }

    Key key() {
        return new Key(out.toByteArray());
    }

    /** The nearest double, then what a long lost by rounding: exact for both kinds, and in order across them. */
    private void addNumber(Number number) {
        double value = number.doubleValue() + 0.0;
        long bits = Double.doubleToLongBits(value);
        addLong(bits >= 0 ? bits : bits ^ Long.MAX_VALUE);
        long rest = 0;
        if (number instanceof Long) {
            rest = value == 0x1p63 ? number.longValue() + Long.MIN_VALUE : number.longValue() - (long) value;
        }
        out.write((int) (rest >> 8) + 0x80);
        out.write((int) rest);
    }

    private void addLong(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift) ^ (shift == 56 ? 0x80 : 0));
        }
    }

    /** One UTF-16 unit at a time (not code points): Java's String.compareTo, which the query matcher uses, orders by units. */
    private void addString(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                out.write(0);
                out.write(0xFE);
            } else if (unit < 0x80) {
                out.write(unit);
            } else if (unit < 0x800) {
                out.write(0xC0 | unit >> 6);
                out.write(0x80 | unit & 0x3F);
            } else {
                out.write(0xE0 | unit >> 12);
                out.write(0x80 | unit >> 6 & 0x3F);
                out.write(0x80 | unit & 0x3F);
            }
        }
        end();
    }

    private void addOpaque(Object value) {
        Object normal = new KeyValue(List.of(value)).normalized().get(0);
        for (byte b : DocumentBytes.encode(new Document("v", normal))) {
            out.write(b);
            if (b == 0) {
                out.write(0xFE);
            }
        }
        end();
    }

    private void end() {
        out.write(0);
        out.write(0);
    }
}
