package caunoi.docstore;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;

/**
 * Aggregations read the whole collection into memory in the library, even for a count of few. Here a leading $match is
 * answered by the indexes and documents flow through one by one.
 */
final class Pipelines {

    private Pipelines() {
    }

    /** The answer, or null when the library shall do it. */
    static Document run(DocDatabase database, Document command, DatabaseResolver databases, Oplog oplog) {
        if (!(command.get("aggregate") instanceof String)) {
            return null;
        }
        List<Document> pipeline = Aggregation.parse(command.get("pipeline"));
        DocCollection collection = database.find((String) command.get("aggregate"));
        if (collection == null || pipeline.isEmpty() || !isPlain(pipeline)) {
            return null;
        }
        Document match = pipeline.get(0).get("$match") instanceof Document ? (Document) pipeline.get(0).get("$match") : null;
        List<Document> rest = match == null ? pipeline : pipeline.subList(1, pipeline.size());
        if (!rest.isEmpty() && isCount(rest.get(0)) && rest.size() == 1) {
            int n = collection.count(match, 0, 0);
            return answer(database, command, n == 0 ? List.of() : List.of(new Document("_id", 1).append("n", n)));
        }
        Aggregation aggregation = Aggregation.fromPipeline(rest, databases, database, collection, oplog);
        aggregation.validate(command);
        try (Stream<Document> source = collection.stream(match == null ? new Document() : match)) {
            return answer(database, command, aggregation.runStagesAsStream(source).collect(Collectors.toList()));
        }
    }

    private static boolean isPlain(List<Document> pipeline) {
        return pipeline.stream().flatMap(stage -> stage.keySet().stream())
            .noneMatch(List.of("$changeStream", "$out", "$merge", "$indexStats", "$collStats")::contains);
    }

    /** What drivers send for countDocuments. */
    private static boolean isCount(Document stage) {
        return stage.equals(new Document("$group", new Document("_id", 1).append("n", new Document("$sum", 1))));
    }

    private static Document answer(DocDatabase database, Document command, List<Document> documents) {
        Document cursor = new Document("id", 0L)
            .append("ns", database.fullName((String) command.get("aggregate")))
            .append("firstBatch", documents);
        return new Document("cursor", cursor).append("ok", 1.0);
    }
}
