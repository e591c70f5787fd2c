package caunoi.docstore;

import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** The store's trees by name and the two ways they are read. */
final class Trees {

    private Trees() {
    }

    static MVMap<Key, byte[]> documents(MVStore store, String database, String collection) {
        return store.openMap(data(database) + collection, new MVMap.Builder<Key, byte[]>()
            .keyType(KeyType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
    }

    static MVMap<Key, Key> index(MVStore store, String database, String collection, String index) {
        return store.openMap(index(database, collection, index), new MVMap.Builder<Key, Key>()
            .keyType(KeyType.INSTANCE).valueType(KeyType.INSTANCE));
    }

    static String data(String database) {
        return "data/" + database + "/";
    }

    static String index(String database, String collection, String index) {
        return "index/" + database + "/" + collection + "/" + index;
    }

    static long count(MVMap<Key, ?> map, KeyRange range) {
        return place(map, range.to()) - place(map, range.from());
    }

    /** How many keys come before this one; the tree keeps counts, so this costs one descent. */
    private static long place(MVMap<Key, ?> map, Key key) {
        long at = map.getKeyIndex(key);
        return at >= 0 ? at : -at - 1;
    }

    static <V, T> Stream<T> read(MVMap<Key, V> map, KeyRange range, boolean backwards, BiFunction<Key, V, T> row) {
        Key first = backwards ? range.to() : range.from();
        Key last = backwards ? range.from() : range.to();
        Cursor<Key, V> cursor = map.cursor(first, last, backwards);
        Spliterator<T> rows = new Spliterators.AbstractSpliterator<T>(Long.MAX_VALUE, Spliterator.ORDERED) {
            @Override
            public boolean tryAdvance(java.util.function.Consumer<? super T> action) {
                while (cursor.hasNext()) {
                    Key key = cursor.next();
                    if (key.equals(range.to())) {
                        continue;
                    }
                    action.accept(row.apply(key, cursor.getValue()));
                    return true;
                }
                return false;
            }
        };
        return StreamSupport.stream(rows, false);
    }
}
