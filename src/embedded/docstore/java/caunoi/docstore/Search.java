package caunoi.docstore;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;

/**
 * A query under way. It remembers where its candidates lie, not the documents: these are read one by one as they are asked
 * for and checked as they are then. So an export of everything fits into the store's small memory.
 */
final class Search extends AbstractCursor implements Iterable<Document> {

    private final DocCollection collection;
    private final Document query;
    private final Document fields;
    private final Iterator<Key> places;
    private int left;
    private Document ahead;

    /** @param limit 0 for all */
    Search(DocCollection collection, long id, Document query, Document fields, Iterator<Key> places, int skip, int limit) {
        super(id);
        this.collection = collection;
        this.query = query;
        this.fields = fields;
        this.places = places;
        this.left = limit > 0 ? limit : Integer.MAX_VALUE;
        this.ahead = findNext();
        for (int i = 0; i < skip && ahead != null; i++) {
            ahead = findNext();
        }
    }

    private Document findNext() {
        while (places.hasNext()) {
            Document document = collection.getDocument(places.next());
            if (document != null && collection.documentMatchesQuery(document, query)) {
                return document;
            }
        }
        return null;
    }

    private Document next() {
        Document found = ahead;
        ahead = --left > 0 ? findNext() : null;
        return found;
    }

    @Override
    public synchronized boolean isEmpty() {
        return ahead == null;
    }

    @Override
    public synchronized List<Document> takeDocuments(int atMost) {
        List<Document> taken = new ArrayList<>();
        while (ahead != null && taken.size() < atMost) {
            taken.add(next());
        }
        return collection.project(taken, fields);
    }

    /** All that is left, without the projection; for writers, which need whole documents. */
    @Override
    public Iterator<Document> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return ahead != null;
            }

            @Override
            public Document next() {
                if (ahead == null) {
                    throw new NoSuchElementException();
                }
                return Search.this.next();
            }
        };
    }
}
