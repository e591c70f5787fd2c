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

/** The index on _id is the documents' own tree: its keys are the encoded ids. One tree less to write on every insert. */
final class IdIndex extends AbstractUniqueIndex<Key> implements Ordered {

    private final MVMap<Key, byte[]> documents;

    IdIndex(MVMap<Key, byte[]> documents, String name, List<IndexKey> keys) {
        super(name, keys, false);
        this.documents = documents;
    }

    @Override
    protected Key getPosition(KeyValue values) {
        Key position = KeyWriter.of(values);
        return documents.containsKey(position) ? position : null;
    }

    @Override
    public Key getPosition(Document document) {
        return DocCollection.positionOf(document);
    }

    @Override
    public void add(Document document, Key position, MongoCollection<Key> collection) {
        // the document is in its tree already
    }

    @Override
    public Key remove(Document document) {
        return DocCollection.positionOf(document);
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Key> collection) {
        // the server refuses to change an _id before it asks the indexes
    }

    @Override
    public void updateInPlace(Document before, Document after, Key position, MongoCollection<Key> collection) {
        // likewise
    }

    @Override
    public List<String> fields() {
        return List.of("_id");
    }

    @Override
    public boolean isMultikey() {
        return false;
    }

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
        return Trees.count(documents, range);
    }

    @Override
    public Stream<Key> positions(KeyRange range, boolean backwards) {
        return Trees.read(documents, range, backwards, (key, bytes) -> key);
    }

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    protected Key removeDocument(KeyValue values) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected boolean putKeyPosition(KeyValue values, Key position) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected Iterable<Entry<KeyValue, Key>> getIterable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getCount() {
        return documents.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return 0;
    }
}
