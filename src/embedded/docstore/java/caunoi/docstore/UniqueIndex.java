package caunoi.docstore;

import java.util.List;
import java.util.Map.Entry;
import java.util.stream.Stream;

import org.h2.mvstore.MVMap;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.KeyConstraintError;

/** The library's rules for unique keys (error 11000) over an ordered tree, so that plans can use it for ranges and prefixes too. */
final class UniqueIndex extends AbstractUniqueIndex<Key> implements Ordered {

    private final MVMap<Key, Key> map;
    private final List<String> fields;

    UniqueIndex(MVMap<Key, Key> map, String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        this.map = map;
        this.fields = keys();
    }

    @Override
    protected Key removeDocument(KeyValue values) {
        return map.remove(KeyWriter.of(values));
    }

    @Override
    protected boolean putKeyPosition(KeyValue values, Key position) {
        return map.putIfAbsent(KeyWriter.of(values), position) == null;
    }

    @Override
    protected Key getPosition(KeyValue values) {
        return map.get(KeyWriter.of(values));
    }

    /** By the id and not by the keys: a document with an empty array has no key here, yet it has a position. */
    @Override
    public Key getPosition(Document document) {
        return DocCollection.positionOf(document);
    }

    @Override
    public synchronized Key remove(Document document) {
        super.remove(document);
        return DocCollection.positionOf(document);
    }

    @Override
    public synchronized void add(Document document, Key position, MongoCollection<Key> collection) {
        noteArrays(document);
        super.add(document, position, collection);
    }

    @Override
    public void updateInPlace(Document before, Document after, Key position, MongoCollection<Key> collection)
            throws KeyConstraintError {
        if (!nullAwareEqualsKeys(before, after)) {
            super.remove(before);
            add(after, position, collection);
        }
    }

    private void noteArrays(Document document) {
        if (!isMultikey() && FieldValues.breakOrder(document, fields)) {
            map.put(SecondaryIndex.MULTIKEY, SecondaryIndex.MULTIKEY);
        }
    }

    @Override
    public List<String> fields() {
        return fields;
    }

    @Override
    public boolean isMultikey() {
        return map.containsKey(SecondaryIndex.MULTIKEY);
    }

    @Override
    public boolean leavesOut() {
        return isSparse();
    }

    /** The library keeps an array inside an array as one value, the query matcher looks into it. */
    @Override
    public boolean flattens() {
        return false;
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
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    protected Iterable<Entry<KeyValue, Key>> getIterable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getCount() {
        return map.sizeAsLong() - (isMultikey() ? 1 : 0);
    }

    @Override
    public long getDataSize() {
        return 0;
    }
}
