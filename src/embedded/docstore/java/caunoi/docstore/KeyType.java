package caunoi.docstore;

import java.nio.ByteBuffer;

import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How the store's trees keep and compare keys. */
final class KeyType extends BasicDataType<Key> {

    static final KeyType INSTANCE = new KeyType();

    @Override
    public int compare(Key a, Key b) {
        return a.compareTo(b);
    }

    @Override
    public int getMemory(Key key) {
        return key.bytes.length + 40;
    }

    @Override
    public void write(WriteBuffer out, Key key) {
        out.putVarInt(key.bytes.length).put(key.bytes);
    }

    @Override
    public Key read(ByteBuffer in) {
        byte[] bytes = new byte[DataUtils.readVarInt(in)];
        in.get(bytes);
        return new Key(bytes);
    }

    @Override
    public Key[] createStorage(int size) {
        return new Key[size];
    }
}
