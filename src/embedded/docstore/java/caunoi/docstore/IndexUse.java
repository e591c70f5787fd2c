package caunoi.docstore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;

/** How one index can serve one query: equalities on a prefix of its fields, then perhaps a range, then perhaps the order. */
final class IndexUse {

    /** Beyond so many ranges a compound $in stops at the fields it has. */
    private static final int MAX_RANGES = 20_000;

    private final Ordered index;
    private final Map<String, List<Constraint>> constraints;
    private List<Key> prefixes = List.of(new Key(new byte[0]));
    private int used;
    private List<KeyRange> ranges;

    private IndexUse(Ordered index, Map<String, List<Constraint>> constraints) {
        this.index = index;
        this.constraints = constraints;
    }

    /** Null when the index has nothing to offer to this query. */
    static Plan plan(Ordered index, Map<String, List<Constraint>> constraints, Document orderBy, int limit) {
        boolean multikey = index.isMultikey();
        if (multikey && !index.flattens() && index.fields().stream().anyMatch(field -> field.contains("."))) {
            return null;
        }
        IndexUse use = new IndexUse(index, constraints);
        use.narrow();
        int direction = multikey || use.prefixes.size() != 1 ? 0 : use.direction(orderBy);
        boolean wantsOrder = orderBy != null && !orderBy.isEmpty();
        if (use.used == 0 && use.ranges == null && (direction == 0 || index.leavesOut())) {
            return null;
        }
        List<KeyRange> ranges = use.finish();
        long count = 0;
        for (KeyRange range : ranges) {
            count += index.count(range);
        }
        // Reading in order with a limit usually stops early; a sort must see everything first.
        long cost = 1 + (wantsOrder && direction == 0 && limit > 0 ? count * 4 : count);
        return new Plan(cost, direction != 0, !multikey, List.of(new Plan.Part(index, ranges, direction < 0)));
    }

    private void narrow() {
        for (String field : index.fields()) {
            Constraint exact = pick(field, false);
            if (exact == null) {
                Constraint range = pick(field, true);
                if (range != null) {
                    ranges = rangesOf(range);
                }
                return;
            }
            if ((long) prefixes.size() * exact.oneOf().size() > MAX_RANGES && used > 0) {
                return;
            }
            extend(exact.oneOf());
            used++;
        }
    }

    /** Of several demands on one field only one is used: on arrays different elements may meet them. */
    private Constraint pick(String field, boolean range) {
        return constraints.getOrDefault(field, List.of()).stream()
            .filter(c -> c.isRange() == range && (range || !index.leavesOut() || c.oneOf().stream().noneMatch(Missing::isNullOrMissing)))
            .min(Comparator.comparing(c -> range ? 0 : c.oneOf().size()))
            .orElse(null);
    }

    private void extend(List<Object> values) {
        List<Key> longer = new ArrayList<>();
        for (Key prefix : prefixes) {
            values.stream().map(value -> new KeyWriter().addRaw(prefix.bytes).add(value).key()).distinct().sorted().forEach(longer::add);
        }
        prefixes = longer;
    }

    /** Inclusive at both ends: numbers of different kinds may share a rounded key, and the query is checked again anyway. */
    private List<KeyRange> rangesOf(Constraint range) {
        int type = KeyWriter.typeOf(range.low() != null ? range.low() : range.high());
        List<KeyRange> found = new ArrayList<>();
        for (Key prefix : prefixes) {
            Key whole = new KeyWriter().addRaw(prefix.bytes).addType(type).key();
            Key from = range.low() == null ? whole : new KeyWriter().addRaw(prefix.bytes).add(range.low()).key();
            Key to = range.high() == null ? whole : new KeyWriter().addRaw(prefix.bytes).add(range.high()).key();
            if (from.compareTo(to.afterPrefix()) < 0) {
                found.add(new KeyRange(from, to.afterPrefix()));
            }
        }
        return found;
    }

    private List<KeyRange> finish() {
        if (ranges != null) {
            return ranges;
        }
        return used == 0 ? List.of(KeyRange.ALL) : prefixes.stream().map(KeyRange::prefix).toList();
    }

    /** 1 or -1 when the index, read that way, yields the wanted order; 0 when it does not. */
    private int direction(Document orderBy) {
        if (orderBy == null || orderBy.isEmpty()) {
            return 0;
        }
        List<String> rest = index.fields().subList(used, index.fields().size());
        int direction = 0;
        int at = 0;
        for (Entry<String, Object> part : orderBy.entrySet()) {
            if (!(part.getValue() instanceof Number) || at >= rest.size() || !rest.get(at).equals(part.getKey())) {
                return 0;
            }
            int sign = ((Number) part.getValue()).intValue() < 0 ? -1 : 1;
            if (direction != 0 && direction != sign) {
                return 0;
            }
            direction = sign;
            at++;
        }
        return direction;
    }
}
