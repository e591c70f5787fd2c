package caunoi.docstore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.backend.DocumentComparator;
import de.bwaldvogel.mongo.bson.Document;

/** Orders many matches while keeping only the fields that decide. */
final class Sorting {

    private record Row(Document fields, Key place) { }

    private Sorting() {
    }

    static List<Key> sort(Stream<Key> places, DocCollection collection, Document query, Document orderBy) {
        List<Row> rows = new ArrayList<>();
        places.forEach(place -> {
            Document document = collection.getDocument(place);
            if (document != null && collection.documentMatchesQuery(document, query)) {
                rows.add(new Row(deciding(document, orderBy), place));
            }
        });
        rows.sort(Comparator.comparing(Row::fields, new DocumentComparator(orderBy)));
        return rows.stream().map(Row::place).toList();
    }

    private static Document deciding(Document document, Document orderBy) {
        Document fields = new Document();
        for (String path : orderBy.keySet()) {
            String first = path.split("\\.", 2)[0];
            if (document.containsKey(first)) {
                fields.put(first, document.get(first));
            }
        }
        return fields;
    }
}
