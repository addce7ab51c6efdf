-- Counts of coverage states for every directed pair of frameworks, from the tables of the closure.
--
-- leaf(node, framework)          the provisions that count in coverage
-- held(node, framework)          what whoever holds a framework meets
-- hint(src, dst)                 mappings that suggest something, both ways round, untyped included
-- around(src, dst)               steps along constituents, identity included, headings included
-- wave, seen, reached(framework, node)  breadth first from everything that a framework holds
-- verdict(have, node, rank)      0 full, 1 partial, 2 none, 3 lead; the best one counts

-- name: link
SELECT DISTINCT h.src, a.dst FROM hint h JOIN around a ON a.src = h.dst

-- name: wave
SELECT DISTINCT h.framework, a.dst AS node
FROM held h
JOIN around a ON a.src = h.node
WHERE a.dst IN (SELECT src FROM link)

-- name: spread
SELECT DISTINCT w.framework, l.dst AS node FROM wave w JOIN link l ON l.src = w.node

-- name: further
SELECT s.framework, s.node
FROM spread s
LEFT JOIN seen k ON k.framework = s.framework AND k.node = s.node
WHERE k.node IS NULL

-- name: strongest
SELECT have, src, dst, mask, sure
FROM (
    SELECT s.framework AS have, p.src, p.dst, p.mask, ROUND(p.overlaps, 6) AS sure,
        ROW_NUMBER() OVER (
            PARTITION BY p.src, p.dst
            ORDER BY ROUND(p.covers, 6) DESC, ROUND(p.overlaps, 6) DESC, p.rationale
        ) AS place
    FROM pair p
    JOIN leaf d ON d.node = p.dst
    JOIN member s ON s.node = p.src
    LEFT JOIN conflict c ON c.src = p.src AND c.dst = p.dst
    WHERE s.framework <> d.framework AND p.mask <= 16 AND c.src IS NULL
) a
WHERE place = 1

-- name: conflict
SELECT src, dst FROM clash UNION SELECT dst AS src, src AS dst FROM clash

-- name: doubtful
SELECT DISTINCT s.framework AS have, p.dst AS node
FROM pair p
JOIN conflict c ON c.src = p.src AND c.dst = p.dst
JOIN leaf d ON d.node = p.dst
JOIN member s ON s.node = p.src
WHERE s.framework <> d.framework AND p.mask <= 16

-- name: nothing_held
SELECT a.have, a.dst AS node
FROM (
    SELECT have, src, dst FROM strongest WHERE mask = 16
    UNION SELECT l.framework AS have, p.src, p.dst FROM apart p JOIN leaf l ON l.node = p.src
    UNION SELECT l.framework AS have, p.dst AS src, p.src AS dst FROM apart p JOIN leaf l ON l.node = p.dst
) a
JOIN leaf l ON l.node = a.src
JOIN (SELECT framework, COUNT(*) AS leaves FROM leaf GROUP BY framework) z ON z.framework = a.have
GROUP BY a.have, a.dst, z.leaves
HAVING COUNT(*) = z.leaves

-- name: verdict
SELECT have, node, MIN(rank) AS rank
FROM (
    SELECT have, dst AS node, CASE WHEN mask IN (1, 4, 5) THEN 0 ELSE 1 END AS rank
    FROM strongest WHERE sure > 0 AND mask BETWEEN 1 AND 15
    UNION ALL SELECT n.have, n.node, 2 AS rank
    FROM (SELECT framework AS have, node FROM none UNION SELECT have, node FROM nothing_held) n
    LEFT JOIN doubtful x ON x.have = n.have AND x.node = n.node
    WHERE x.node IS NULL
    UNION ALL SELECT framework AS have, node, 3 AS rank FROM reached
) a
GROUP BY have, node

-- name: matrix
SELECT v.have, l.framework AS need, v.rank, COUNT(*) AS provisions
FROM verdict v
JOIN leaf l ON l.node = v.node
WHERE v.have <> l.framework
GROUP BY v.have, l.framework, v.rank
