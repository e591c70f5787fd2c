package caunoi.docstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;

/**
 * What a query demands of one field, as far as an index can use it: one of some values, or a range within one type.
 * Everything else (regular expressions, $ne, $exists, whole documents and lists, ...) gives no constraint.
 */
record Constraint(List<Object> oneOf, Object low, Object high) {

    boolean isRange() {
        return oneOf == null;
    }

    /** Adds the query's constraints by field, all of which a matching document fulfils. */
    static void collect(Document query, String path, Map<String, List<Constraint>> into) {
        for (Entry<String, Object> entry : query.entrySet()) {
            String key = entry.getKey();
            Object value = entry.getValue();
            if (key.equals("$and") && value instanceof Collection) {
                for (Object part : (Collection<?>) value) {
                    if (part instanceof Document) {
                        collect((Document) part, path, into);
                    }
                }
            } else if (!key.startsWith("$")) {
                addField(path + key, value, into);
            }
        }
    }

    private static void addField(String field, Object value, Map<String, List<Constraint>> into) {
        if (value instanceof Document && ((Document) value).get("$elemMatch") instanceof Document) {
            collect((Document) ((Document) value).get("$elemMatch"), field + ".", into);
            return;
        }
        Constraint constraint = of(field, value);
        if (constraint != null) {
            into.computeIfAbsent(field, f -> new ArrayList<>()).add(constraint);
        }
    }

    private static Constraint of(String field, Object value) {
        if (!(value instanceof Document) || BsonRegularExpression.isRegularExpression(value)) {
            return isExact(field, value) ? new Constraint(List.of(wrap(value)), null, null) : null;
        }
        Document operators = (Document) value;
        if (operators.containsKey("$eq")) {
            return isExact(field, operators.get("$eq")) ? new Constraint(List.of(wrap(operators.get("$eq"))), null, null) : null;
        }
        if (operators.get("$in") instanceof Collection) {
            return ofList(field, (Collection<?>) operators.get("$in"));
        }
        Object low = operators.containsKey("$gte") ? operators.get("$gte") : operators.get("$gt");
        Object high = operators.containsKey("$lte") ? operators.get("$lte") : operators.get("$lt");
        return ofRange(low, high);
    }

    private static Constraint ofList(String field, Collection<?> values) {
        List<Object> wrapped = new ArrayList<>();
        for (Object value : values) {
            if (!isExact(field, value)) {
                return null;
            }
            wrapped.add(wrap(value));
        }
        return new Constraint(wrapped, null, null);
    }

    private static Constraint ofRange(Object low, Object high) {
        boolean hasLow = low != null && KeyWriter.isOrdered(low);
        boolean hasHigh = high != null && KeyWriter.isOrdered(high);
        if (hasLow && hasHigh && KeyWriter.typeOf(low) != KeyWriter.typeOf(high)) {
            return null;
        }
        return hasLow || hasHigh ? new Constraint(null, hasLow ? low : null, hasHigh ? high : null) : null;
    }

    /** Null also means "missing", which on a dotted field can hide inside arrays that the index does not list: scan instead. */
    private static boolean isExact(String field, Object value) {
        if (Missing.isNullOrMissing(value)) {
            return !field.contains(".");
        }
        return !(value instanceof Document || value instanceof Collection || value instanceof BsonRegularExpression
            || value instanceof MinKey || value instanceof MaxKey);
    }

    private static Object wrap(Object value) {
        return Missing.ofNullable(value);
    }
}
