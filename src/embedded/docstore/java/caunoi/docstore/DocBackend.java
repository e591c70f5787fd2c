package caunoi.docstore;

import java.util.List;
import java.util.Set;

import org.h2.mvstore.MVStore;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;

/** Commands in, answers out; knows which commands write. */
final class DocBackend extends AbstractMongoBackend {

    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findandmodify", "create", "createindexes",
        "drop", "dropindexes", "dropdatabase", "renamecollection");

    private final MVStore store;
    private final Committer committer;

    DocBackend(MVStore store, Committer committer) {
        this.store = store;
        this.committer = committer;
        // Today's drivers refuse the newest version that the library itself can announce.
        version(new MongoVersion() {
            @Override
            public List<Integer> getVersionArray() {
                return List.of(6, 0, 0);
            }

            @Override
            public int getWireVersion() {
                return 17;
            }
        });
        store.getMapNames().stream()
            .filter(name -> name.startsWith("data/"))
            .map(name -> name.split("/", 3)[1])
            .distinct()
            .forEach(this::resolveDatabase);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new DocDatabase(name, store, getCursorRegistry());
    }

    /** A reader's version of the trees is kept for as long as the command runs: freed space is reused at once. */
    @Override
    public Document handleMessage(MongoMessage message) {
        MVStore.TxCounter reading = store.registerVersionUsage();
        try {
            return isWrite(message.getDocument()) ? write(message) : super.handleMessage(message);
        } finally {
            store.deregisterVersionUsage(reading);
        }
    }

    private Document write(MongoMessage message) {
        committer.beginWrite();
        try {
            return super.handleMessage(message);
        } finally {
            message.getChannel().attr(ReplyGate.TICKET).set(committer.endWrite());
        }
    }

    private static boolean isWrite(Document command) {
        String name = command.keySet().iterator().next().toLowerCase();
        if (name.equals("aggregate")) {
            String pipeline = String.valueOf(command.get("pipeline"));
            return pipeline.contains("$out") || pipeline.contains("$merge");
        }
        return WRITES.contains(name);
    }

    @Override
    protected Document handleGetMore(String database, String command, Document query) {
        query.putIfAbsent("batchSize", 1000);
        return super.handleGetMore(database, command, query);
    }
}
