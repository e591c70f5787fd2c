package caunoi.docstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.bson.Document;

/** The candidates for one query. */
record Plan(long cost, boolean sorted, boolean distinct, List<Part> parts) {

    record Part(Ordered index, List<KeyRange> ranges, boolean backwards) {

        Stream<Key> positions() {
            return ranges.stream().flatMap(range -> index.positions(range, backwards));
        }
    }

    Stream<Key> positions() {
        Stream<Key> all = parts.size() == 1 ? parts.get(0).positions() : parts.stream().flatMap(Part::positions);
        return distinct ? all : all.distinct();
    }

    /**
     * The cheapest way to find the candidates, or null for a full scan.
     * @param orderBy as in find, or null; a plan that yields the documents in this order says so
     * @param limit 0 for all
     */
    static Plan best(List<? extends Ordered> indexes, Document query, Document orderBy, int limit) {
        Map<String, List<Constraint>> constraints = new LinkedHashMap<>();
        Constraint.collect(query, "", constraints);
        Plan best = null;
        for (Ordered index : indexes) {
            Plan plan = IndexUse.plan(index, constraints, orderBy, limit);
            if (plan != null && (best == null || plan.cost < best.cost)) {
                best = plan;
            }
        }
        Plan either = ofOr(indexes, query);
        return either != null && (best == null || either.cost < best.cost) ? either : best;
    }

    /** $or can use indexes when every branch can. */
    private static Plan ofOr(List<? extends Ordered> indexes, Document query) {
        if (!(query.get("$or") instanceof Collection)) {
            return null;
        }
        long cost = 0;
        List<Part> parts = new ArrayList<>();
        for (Object branch : (Collection<?>) query.get("$or")) {
            Plan plan = branch instanceof Document ? best(indexes, (Document) branch, null, 0) : null;
            if (plan == null) {
                return null;
            }
            cost += plan.cost;
            parts.addAll(plan.parts);
        }
        return parts.isEmpty() ? null : new Plan(cost, false, false, parts);
    }
}
