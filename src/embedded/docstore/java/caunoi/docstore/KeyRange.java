package caunoi.docstore;

/** Keys from (inclusive) to (exclusive). */
record KeyRange(Key from, Key to) {

    static KeyRange prefix(Key prefix) {
        return new KeyRange(prefix, prefix.afterPrefix());
    }

    static final KeyRange ALL = new KeyRange(new Key(new byte[] {1}), new Key(new byte[] {0x7F}));
}
