package caunoi.docstore;

import java.util.List;
import java.util.stream.Stream;

/** An index that can name, in key order, where the documents of a range of keys lie. */
interface Ordered {

    List<String> fields();

    /** Whether a document may stand under several keys, or not stand in key order at all (arrays). */
    boolean isMultikey();

    /** Whether documents without any of the fields are left out. */
    boolean leavesOut();

    boolean isUnique();

    /** Whether a query on a dotted field may use the index although documents hold arrays inside arrays. */
    boolean flattens();

    long count(KeyRange range);

    Stream<Key> positions(KeyRange range, boolean backwards);
}
