package caunoi.docstore;

import java.io.IOException;

import org.h2.mvstore.MVStore;

/**
 * The embedded document store: {@code java -jar docstore.jar FILE PORT}. Prints "ready PORT", and ends when its input ends,
 * that is, when the process that started it is gone however it went.
 */
public final class Main {

    private Main() {
    }

    /** @param args the store's file, the port on 127.0.0.1 (0 for any) */
    public static void main(String[] args) throws IOException {
        MVStore store = open(args[0]);
        Committer committer = new Committer(store);
        DocBackend backend = new DocBackend(store, committer);
        committer.start();
        Server server = new Server(backend, committer, Integer.parseInt(args[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(store, committer)));
        System.out.println("ready " + server.port());
        while (System.in.read() >= 0) {
            // only the end matters
        }
        System.exit(0);
    }

    /** Longer than it takes until the disk is flushed ({@link Committer}): space that a file cut off by a power failure still needs is not used again before. */
    private static final int RETENTION_MS = 2_000;

    /**
     * Space of old versions is reused soon: under constant writes the file holds some 100 MB of them (366 MB for 14,000 writes where it is kept long). Only the committer commits: with
     * its own background threads the store would also return from a commit before the file is written.
     * The file is locked while open: a second store on it fails here.
     */
    private static MVStore open(String file) {
        MVStore store = new MVStore.Builder().fileName(file).autoCommitDisabled().autoCommitBufferSize(0).cacheSize(64).open();
        store.setRetentionTime(RETENTION_MS);
        store.setVersionsToKeep(0);
        return store;
    }

    private static void close(MVStore store, Committer committer) {
        committer.stopForEver();
        store.close(0);
    }
}
