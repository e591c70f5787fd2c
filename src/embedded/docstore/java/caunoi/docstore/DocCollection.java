package caunoi.docstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.h2.mvstore.MVMap;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.Assert;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;

/**
 * A collection over one tree from encoded id to BSON bytes. Writes are one at a time; reads take no lock, since a tree keeps
 * the version a reader started with, and a candidate that changed meanwhile is checked against the query as it is now.
 */
final class DocCollection extends AbstractMongoCollection<Key> {

    /** Where documents without an id (the list of indexes) go: at the end, also after a restart. */
    private static final AtomicLong NEXT_PLACE = new AtomicLong(System.currentTimeMillis() * 1000);

    /** Up to so many documents are simply read at once. */
    private static final int FEW = 1000;

    private final MVMap<Key, byte[]> documents;

    /** The thread that is updating a single document: its query may stop at the first match. */
    private volatile Thread updatesOne;

    DocCollection(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors,
                  MVMap<Key, byte[]> documents) {
        super(database, name, options, cursors);
        this.documents = documents;
    }

    static Key positionOf(Document document) {
        return KeyWriter.of(document.get("_id"));
    }

    private List<Ordered> orderedIndexes() {
        List<Ordered> ordered = new ArrayList<>();
        for (Index<Key> index : getIndexes()) {
            ordered.add((Ordered) index);
        }
        return ordered;
    }

    @Override
    protected QueryResult queryDocuments(Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        if (isNatural(orderBy)) {
            return matchDocuments(query, orderBy, skip, limit, batchSize, fields);
        }
        int wanted = updatesOne == Thread.currentThread() ? 1 : limit;
        Plan plan = Plan.best(orderedIndexes(), query, orderBy, wanted);
        boolean isSorted = orderBy == null || orderBy.isEmpty() || plan != null && plan.sorted();
        if (isSorted && wanted > 0 && wanted <= FEW) {
            Stream<Document> candidates = plan == null ? all(false) : fetch(plan);
            return matchDocumentsFromStream(candidates, query, null, skip, wanted, batchSize, fields);
        }
        Stream<Key> places = plan == null ? Trees.read(documents, KeyRange.ALL, false, (key, bytes) -> key) : plan.positions();
        List<Key> inOrder = isSorted ? places.toList() : Sorting.sort(places, this, query, orderBy);
        Search search = new Search(this, cursorRegistry.generateCursorId(), query, fields, inOrder.iterator(), skip, wanted);
        return answer(search, batchSize, fields);
    }

    private QueryResult answer(Search search, int batchSize, Document fields) {
        if (batchSize <= 0) {
            boolean isWhole = fields == null || fields.isEmpty();
            return new QueryResult(isWhole ? search : search.takeDocuments(Integer.MAX_VALUE));
        }
        List<Document> first = search.takeDocuments(batchSize);
        if (search.isEmpty()) {
            return new QueryResult(first);
        }
        cursorRegistry.add(search);
        return new QueryResult(first, search);
    }

    List<Document> project(List<Document> found, Document fields) {
        return matchDocumentsFromStream(found.stream(), new Document(), null, 0, 0, 0, fields).collectDocuments();
    }

    /** The matching documents one by one, so that counting and grouping many does not need them all in memory. */
    Stream<Document> stream(Document query) {
        Plan plan = Plan.best(orderedIndexes(), query, null, 0);
        return (plan == null ? all(false) : fetch(plan)).filter(document -> documentMatchesQuery(document, query));
    }

    private static boolean isNatural(Document orderBy) {
        return orderBy != null && orderBy.containsKey("$natural");
    }

    private Stream<Document> fetch(Plan plan) {
        return plan.positions().map(documents::get).filter(Objects::nonNull).map(DocumentBytes::decode);
    }

    private Stream<Document> all(boolean backwards) {
        return Trees.read(documents, KeyRange.ALL, backwards, (key, bytes) -> DocumentBytes.decode(bytes));
    }

    @Override
    protected QueryResult matchDocuments(Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        return matchDocumentsFromStream(all(isNaturalDescending(orderBy)), query, orderBy, skip, limit, batchSize, fields);
    }

    /** A matcher per document: the shared one remembers a position for "$" updates, and readers do not wait for writers. */
    @Override
    protected boolean documentMatchesQuery(Document document, Document query) {
        return new DefaultQueryMatcher().matches(document, query);
    }

    @Override
    public int count(Document query, int skip, int limit) {
        if (query == null || query.isEmpty()) {
            return super.count(query, skip, limit);
        }
        Stream<Document> matches = stream(query).skip(Math.max(skip, 0));
        return (int) (limit > 0 ? matches.limit(limit) : matches).count();
    }

    @Override
    protected Key addDocumentInternal(Document document) {
        String idField = getIdField();
        Key position = KeyWriter.of(idField == null ? Long.valueOf(NEXT_PLACE.getAndIncrement()) : document.get(idField));
        byte[] previous = documents.put(position, DocumentBytes.encode(document));
        Assert.isNull(previous, () -> "a document with this id was there already");
        return position;
    }

    @Override
    protected void handleUpdate(Key position, Document before, Document after) {
        documents.put(position, DocumentBytes.encode(after));
    }

    @Override
    protected void removeDocument(Key position) {
        documents.remove(position);
    }

    @Override
    protected Document getDocument(Key position) {
        byte[] bytes = documents.get(position);
        return bytes == null ? null : DocumentBytes.decode(bytes);
    }

    @Override
    protected Stream<DocumentWithPosition<Key>> streamAllDocumentsWithPosition() {
        return Trees.read(documents, KeyRange.ALL, false,
            (key, bytes) -> new DocumentWithPosition<>(DocumentBytes.decode(bytes), key));
    }

    @Override
    public int count() {
        return documents.size();
    }

    /** Keeping the sum costs two more encodings per write, and nothing here reads it. */
    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int delta) {
        // not tracked
    }

    @Override
    protected int getDataSize() {
        return 0;
    }

    @Override
    public synchronized void addDocument(Document document) {
        super.addDocument(document);
    }

    @Override
    public synchronized void removeDocument(Document document) {
        super.removeDocument(document);
    }

    @Override
    public synchronized Document findAndModify(Document command) {
        return super.findAndModify(command);
    }

    @Override
    public synchronized List<Document> insertDocuments(List<Document> added, boolean isOrdered) {
        return super.insertDocuments(added, isOrdered);
    }

    @Override
    public synchronized int deleteDocuments(Document selector, int limit, Oplog oplog) {
        return super.deleteDocuments(selector, limit, oplog);
    }

    @Override
    public synchronized void addIndex(Index<Key> index) {
        super.addIndex(index);
    }

    @Override
    public synchronized void dropIndex(String name) {
        super.dropIndex(name);
    }

    @Override
    public synchronized Document updateDocuments(Document selector, Document update, ArrayFilters arrayFilters,
                                                 boolean isMulti, boolean isUpsert, Oplog oplog) {
        updatesOne = isMulti ? null : Thread.currentThread();
        try {
            return super.updateDocuments(selector, update, arrayFilters, isMulti, isUpsert, oplog);
        } finally {
            updatesOne = null;
        }
    }

    @Override
    public synchronized void renameTo(MongoDatabase database, String name) {
        super.renameTo(database, name);
    }
}
