package caunoi.docstore;

import java.util.List;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;

/** A database of collections whose trees share one store; index trees included, which the library's own H2 backend lacks. */
final class DocDatabase extends AbstractSynchronizedMongoDatabase<Key> {

    private final MVStore store;

    DocDatabase(String name, MVStore store, CursorRegistry cursors) {
        super(name, cursors);
        this.store = store;
        initializeNamespacesAndIndexes();
    }

    @Override
    public Document handleCommand(Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
        switch (command.toLowerCase()) {
            case "find":
                // Without a batch size the library answers with everything at once, which may not fit into one message.
                query.putIfAbsent("batchSize", 1000);
                break;
            case "aggregate":
                Document answer = Pipelines.run(this, query, databases, oplog);
                if (answer != null) {
                    return answer;
                }
                break;
            case "insert":
                return countInserted(super.handleCommand(channel, command, query, databases, oplog), query);
            case "dropindexes":
                nameByKeys(query);
                break;
            default:
        }
        return super.handleCommand(channel, command, query, databases, oplog);
    }

    /** The library counts refused documents as inserted. */
    private static Document countInserted(Document answer, Document command) {
        if (answer.get("writeErrors") instanceof List && command.get("documents") instanceof List) {
            List<?> errors = (List<?>) answer.get("writeErrors");
            boolean isOrdered = !Boolean.FALSE.equals(command.get("ordered"));
            Object first = ((Document) errors.get(0)).get("index");
            answer.put("n", isOrdered ? first : ((List<?>) command.get("documents")).size() - errors.size());
        }
        return answer;
    }

    /** Dropping an index by name makes the library forget that name in every collection; by keys it minds the collection. */
    private void nameByKeys(Document query) {
        MongoCollection<Key> known = indexes.get();
        Object name = query.get("index");
        if (known == null || !(name instanceof String) || name.equals("*")) {
            return;
        }
        Document wanted = new Document("ns", getFullCollectionNamespace((String) query.get("dropIndexes"))).append("name", name);
        known.handleQueryAsStream(wanted).findFirst().ifPresent(found -> query.put("index", found.get("key")));
    }

    DocCollection find(String collection) {
        return (DocCollection) resolveCollection(collection, false);
    }

    @Override
    protected MongoCollection<Key> openOrCreateCollection(String name, CollectionOptions options) {
        return new DocCollection(this, name, options, cursorRegistry, Trees.documents(store, databaseName, name));
    }

    @Override
    protected Index<Key> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        if (keys.size() == 1 && keys.get(0).getKey().equals("_id")) {
            return new IdIndex(Trees.documents(store, databaseName, collection), name, keys);
        }
        return new UniqueIndex(Trees.index(store, databaseName, collection, name), name, keys, sparse);
    }

    /** An "expireAfterSeconds" is accepted and kept in the description, but nothing expires: the library has no such thing. */
    @Override
    protected Index<Key> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new SecondaryIndex(Trees.index(store, databaseName, collection, name), name, keys, sparse);
    }

    @Override
    protected void dropIndex(MongoCollection<Key> collection, String name) {
        super.dropIndex(collection, name);
        store.removeMap(Trees.index(databaseName, collection.getCollectionName(), name));
    }

    @Override
    public void dropCollection(String name, Oplog oplog) {
        super.dropCollection(name, oplog);
        store.removeMap(Trees.data(databaseName) + name);
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String name) {
        String oldData = Trees.data(from.getDatabaseName()) + collection.getCollectionName();
        String oldIndexes = Trees.index(from.getDatabaseName(), collection.getCollectionName(), "");
        super.moveCollection(from, collection, name);
        for (String tree : List.copyOf(store.getMapNames())) {
            if (tree.equals(oldData)) {
                rename(tree, Trees.data(databaseName) + name);
            } else if (tree.startsWith(oldIndexes)) {
                rename(tree, Trees.index(databaseName, name, tree.substring(oldIndexes.length())));
            }
        }
    }

    private void rename(String tree, String to) {
        MVMap<?, ?> map = store.openMap(tree);
        store.renameMap(map, to);
    }

    @Override
    protected long getStorageSize() {
        return store.getFileStore().size();
    }

    @Override
    protected long getFileSize() {
        return getStorageSize();
    }

    String fullName(String collection) {
        return getFullCollectionNamespace(collection);
    }
}
