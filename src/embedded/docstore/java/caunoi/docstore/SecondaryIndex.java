package caunoi.docstore;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.h2.mvstore.MVMap;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;

/**
 * A non-unique index, which the library lacks. Key: the fields' values, then the document's position; value: the position.
 * It only names candidates: the collection checks each against the whole query.
 */
final class SecondaryIndex extends Index<Key> implements Ordered {

    /** Stands in the tree once a document with an array came by; below every real key. */
    static final Key MULTIKEY = new Key(new byte[] {0});

    private final MVMap<Key, Key> map;
    private final List<String> fields;

    SecondaryIndex(MVMap<Key, Key> map, String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        this.map = map;
        this.fields = keys();
    }

    private Set<Key> entries(Document document, Key position) {
        List<List<Object>> rows = FieldValues.combinations(document, fields);
        Set<Key> entries = new LinkedHashSet<>();
        for (List<Object> row : rows) {
            KeyWriter writer = new KeyWriter();
            row.forEach(writer::add);
            entries.add(writer.addRaw(position.bytes).key());
        }
        return entries;
    }

    private void put(Set<Key> entries, Key position) {
        entries.forEach(entry -> map.put(entry, position));
    }

    /** An array of one or none has one entry, yet its place in the order is not the server's: ask for arrays, not for entries. */
    private void noteArrays(Document document) {
        if (!isMultikey() && FieldValues.breakOrder(document, fields)) {
            map.put(MULTIKEY, MULTIKEY);
        }
    }

    @Override
    public Key getPosition(Document document) {
        return DocCollection.positionOf(document);
    }

    @Override
    public void add(Document document, Key position, MongoCollection<Key> collection) {
        noteArrays(document);
        put(entries(document, position), position);
    }

    @Override
    public Key remove(Document document) {
        Key position = getPosition(document);
        entries(document, position).forEach(map::remove);
        return position;
    }

    @Override
    public void updateInPlace(Document before, Document after, Key position, MongoCollection<Key> collection) {
        Set<Key> old = entries(before, position);
        Set<Key> now = entries(after, position);
        List<Key> gone = new ArrayList<>(old);
        gone.removeAll(now);
        gone.forEach(map::remove);
        noteArrays(after);
        now.removeAll(old);
        put(now, position);
    }

    @Override
    public List<String> fields() {
        return fields;
    }

    @Override
    public boolean isMultikey() {
        return map.containsKey(MULTIKEY);
    }

    /** Sparse is only a saving of space; keeping every document lets null be looked up too. */
    @Override
    public boolean leavesOut() {
        return false;
    }

    @Override
    public boolean flattens() {
        return true;
    }

    @Override
    public long count(KeyRange range) {
        return Trees.count(map, range);
    }

    @Override
    public Stream<Key> positions(KeyRange range, boolean backwards) {
        return Trees.read(map, range, backwards, (key, position) -> position);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Key> collection) {
        // any value is allowed
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Key> collection) {
        // any value is allowed
    }

    /** Plans are made by the collection, which can compare indexes; the library would take the first. */
    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Key> getPositions(Document query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getCount() {
        return map.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    @Override
    public void drop() {
        // the database removes the tree
    }
}
