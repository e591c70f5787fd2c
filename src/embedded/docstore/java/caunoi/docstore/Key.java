package caunoi.docstore;

import java.util.Arrays;

/** Bytes whose unsigned order is the order of the values they stand for; also where a document lies (its encoded id). */
final class Key implements Comparable<Key> {

    final byte[] bytes;

    Key(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The first key after every key that starts with this one. The leading type byte is small, so it always exists. */
    Key afterPrefix() {
        byte[] next = bytes.clone();
        int last = next.length - 1;
        while (next[last] == (byte) 0xFF) {
            last--;
        }
        next[last]++;
        return new Key(Arrays.copyOf(next, last + 1));
    }

    Key tail(int from) {
        return new Key(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key && Arrays.equals(bytes, ((Key) other).bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
