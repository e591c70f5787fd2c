package caunoi.docstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import de.bwaldvogel.mongo.bson.Document;

/** Which values an index keeps of a document: every value that a query on the index's fields could compare with. */
final class FieldValues {

    private FieldValues() {
    }

    /** All combinations, a list of one value per field each. More than the query needs is harmless, less is not. */
    static List<List<Object>> combinations(Document document, List<String> fields) {
        List<List<Object>> rows = List.of(List.of());
        for (String field : fields) {
            Set<Object> values = new LinkedHashSet<>();
            collect(document, field.split("\\.", -1), 0, values);
            List<List<Object>> longer = new ArrayList<>(rows.size() * values.size());
            for (List<Object> row : rows) {
                for (Object value : values) {
                    List<Object> next = new ArrayList<>(row);
                    next.add(value);
                    longer.add(next);
                }
            }
            rows = longer;
        }
        return rows;
    }

    private static void collect(Object value, String[] path, int depth, Set<Object> into) {
        if (value instanceof Collection) {
            Collection<?> list = (Collection<?>) value;
            if (depth < path.length && path[depth].matches("\\d+")) {
                int position = Integer.parseInt(path[depth]);
                collect(position < list.size() ? new ArrayList<>(list).get(position) : null, path, depth + 1, into);
            }
            for (Object element : list) {
                collect(element, path, depth, into);
            }
            if (list.isEmpty()) {
                into.add(list);
            }
        } else if (depth == path.length) {
            into.add(value);
        } else {
            collect(value instanceof Document ? ((Document) value).get(path[depth]) : null, path, depth + 1, into);
        }
    }

    /** Whether some value is an array or of a kind whose bytes have no order, so that key order is not the server's order. */
    static boolean breakOrder(Document document, List<String> fields) {
        for (String field : fields) {
            Object value = document;
            for (String part : field.split("\\.", -1)) {
                value = value instanceof Document ? ((Document) value).get(part) : null;
                if (value instanceof Collection) {
                    return true;
                }
            }
            if (value != null && !KeyWriter.isOrdered(value)) {
                return true;
            }
        }
        return false;
    }
}
