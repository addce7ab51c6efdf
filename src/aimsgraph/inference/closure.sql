-- The closure of the relation algebra, as queries that DuckDB and Spark SQL both run unchanged.
--
-- tree(src, dst, mask)                         steps along constituents, identity included
-- edge(src, dst, rationale, mask, confidence, id)  typed mappings, both ways round
-- composed(a, b, mask)                         the composition table, cells that say something
-- member(node, framework)                      the framework of a normative provision
-- nothing(node, framework, rationale, confidence)  NoTermFound, spread over everything below
-- wanted(node)                                 where paths may end: everywhere, or where a layer can change something
-- none_below, inside_below                     what a closure below a layer says already, as none and inside
-- active(node, rationale)                      provisions that a mapping of a rationale can move
-- reach, frontier(src, dst, rationale, mask, hops, confidence)
-- trail(round, src, dst, rationale, mask, confidence)  every frontier; a row of a round has as many mappings
-- walk(src, dst, rationale, here, mask, round, confidence, path)  the best proofs, read off edge by edge
--
-- Masks: 1 equal, 2 subset, 4 superset, 8 intersects, 16 disjoint; 31 says nothing and is dropped.
-- 1, 4, 5 cover; 1, 2, 3 are covered; 1 to 15 overlap.

-- name: active
SELECT t.src AS node, e.rationale FROM tree t JOIN edge e ON e.src = t.dst
UNION SELECT node, rationale FROM nothing

-- name: start
SELECT t.src, t.dst, a.rationale, t.mask, 0 AS hops, CAST(1.0 AS DOUBLE) AS confidence
FROM tree t JOIN active a ON a.node = t.src JOIN wanted w ON w.node = t.dst

-- name: touched
SELECT node FROM wanted UNION SELECT src AS node FROM reach

-- name: step
SELECT t.src, h.dst, h.rationale, c.mask, MIN(h.hops) AS hops, MAX(h.confidence) AS confidence
FROM (
    SELECT e.src, f.dst, f.rationale, c.mask, f.hops + 1 AS hops, e.confidence * f.confidence AS confidence
    FROM frontier f
    JOIN edge e ON e.dst = f.src AND e.rationale = f.rationale
    JOIN composed c ON c.a = e.mask AND c.b = f.mask
) h
JOIN tree t ON t.dst = h.src
JOIN composed c ON c.a = t.mask AND c.b = h.mask
GROUP BY t.src, h.dst, h.rationale, c.mask

-- name: fresh
SELECT s.src, s.dst, s.rationale, s.mask, s.hops, s.confidence
FROM step s
LEFT JOIN reach r
    ON r.src = s.src AND r.dst = s.dst AND r.rationale = s.rationale AND r.mask = s.mask
WHERE r.src IS NULL OR s.confidence > r.confidence

-- name: merge
SELECT src, dst, rationale, mask, MIN(hops) AS hops, MAX(confidence) AS confidence
FROM (SELECT * FROM reach UNION ALL SELECT * FROM frontier) a
GROUP BY src, dst, rationale, mask

-- name: claim
SELECT src, dst, rationale, src AS here, mask, round, confidence, '' AS path
FROM (
    SELECT f.src, f.dst, f.rationale, f.mask, f.round, f.confidence,
        ROW_NUMBER() OVER (
            PARTITION BY f.src, f.dst, f.rationale
            ORDER BY CASE WHEN f.mask IN (1, 4, 5) THEN 0 WHEN f.mask < 16 THEN 1 ELSE 2 END,
                f.confidence DESC, f.round, f.mask
        ) AS place
    FROM trail f
    JOIN member s ON s.node = f.src
    JOIN member d ON d.node = f.dst
    WHERE f.mask <= 16 AND s.framework <> d.framework
) a
WHERE place = 1

-- name: premise
SELECT src, dst, rationale, here, mask, round, confidence, path
FROM (
    SELECT w.src, w.dst, w.rationale, f.src AS here, f.mask, f.round, f.confidence,
        w.path || ' ' || e.id AS path,
        ROW_NUMBER() OVER (PARTITION BY w.src, w.dst, w.rationale ORDER BY e.id, f.mask) AS place
    FROM walk w
    JOIN tree t ON t.src = w.here
    JOIN edge e ON e.src = t.dst AND e.rationale = w.rationale
    JOIN trail f ON f.src = e.dst AND f.dst = w.dst AND f.rationale = w.rationale AND f.round = w.round - 1
    JOIN composed h ON h.a = e.mask AND h.b = f.mask
    JOIN composed c ON c.a = t.mask AND c.b = h.mask AND c.mask = w.mask
    WHERE e.confidence * f.confidence = w.confidence
) a
WHERE place = 1
UNION ALL
SELECT src, dst, rationale, here, mask, round, confidence, path FROM walk WHERE round = 0

-- name: certain
SELECT p.src, p.dst, p.mask, p.covers, p.overlaps,
    CASE WHEN p.covers > 0 THEN p.cover_hops ELSE p.overlap_hops END AS hops, w.path
FROM pair p
JOIN walk w ON w.src = p.src AND w.dst = p.dst AND w.rationale = p.rationale
WHERE p.mask <= 16
ORDER BY p.src, p.dst, p.rationale

-- name: pair
SELECT src, dst, rationale, BIT_AND(mask) AS mask,
    COALESCE(MAX(CASE WHEN mask IN (1, 4, 5) THEN confidence END), 0.0) AS covers,
    COALESCE(MAX(CASE WHEN mask < 16 THEN confidence END), 0.0) AS overlaps,
    COALESCE(MIN(CASE WHEN mask IN (1, 4, 5) THEN hops END), -1) AS cover_hops,
    COALESCE(MIN(CASE WHEN mask < 16 THEN hops END), -1) AS overlap_hops
FROM reach
GROUP BY src, dst, rationale

-- name: none
SELECT node, framework, rationale, MIN(hops) AS hops, MAX(confidence) AS confidence
FROM (
    SELECT r.src AS node, n.framework, n.rationale, r.hops + 1 AS hops, r.confidence * n.confidence AS confidence
    FROM reach r
    JOIN nothing n ON n.node = r.dst AND n.rationale = r.rationale
    JOIN member m ON m.node = r.src
    WHERE r.mask IN (1, 2, 3) AND r.hops < (SELECT most FROM horizon) AND m.framework <> n.framework
    UNION ALL SELECT node, framework, rationale, hops, confidence FROM none_below
) a
GROUP BY node, framework, rationale

-- name: inside
SELECT node, framework, rationale, MIN(hops) AS hops
FROM (
    SELECT u.src AS node, m.framework, u.rationale, u.hops
    FROM reach u
    JOIN member m ON m.node = u.dst
    JOIN member s ON s.node = u.src
    JOIN (SELECT DISTINCT framework, rationale FROM none) n
        ON n.framework = m.framework AND n.rationale = u.rationale
    WHERE u.mask IN (1, 2, 3) AND s.framework <> m.framework
    UNION ALL SELECT node, framework, rationale, hops FROM inside_below
) a
GROUP BY node, framework, rationale

-- name: apart
SELECT DISTINCT i.node AS src, n.node AS dst, i.rationale
FROM inside i
JOIN none n ON n.framework = i.framework AND n.rationale = i.rationale
JOIN member s ON s.node = i.node
JOIN member d ON d.node = n.node
WHERE s.framework <> d.framework AND i.hops + n.hops <= (SELECT most FROM horizon)

-- name: clash
SELECT p.src, p.dst, p.rationale
FROM pair p
JOIN member m ON m.node = p.dst
JOIN none n ON n.node = p.src AND n.framework = m.framework AND n.rationale = p.rationale
WHERE p.mask < 16
UNION
SELECT p.src, p.dst, p.rationale
FROM pair p
JOIN member m ON m.node = p.src
JOIN none n ON n.node = p.dst AND n.framework = m.framework AND n.rationale = p.rationale
WHERE p.mask < 16
UNION
SELECT p.src, p.dst, p.rationale
FROM pair p
JOIN apart a ON a.src = p.src AND a.dst = p.dst AND a.rationale = p.rationale
WHERE p.mask < 16
UNION
SELECT p.src, p.dst, p.rationale
FROM pair p
JOIN apart a ON a.src = p.dst AND a.dst = p.src AND a.rationale = p.rationale
WHERE p.mask < 16
UNION
SELECT p.src, p.dst, p.rationale FROM pair p WHERE p.mask = 0
