/** How many rows each table of a database has. */
export async function countRows(db: D1Database): Promise<Record<string, number>> {
  const { results: tables } = await db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' ORDER BY name",
    )
    .all<{ name: string }>();
  const counts = await db.batch<{ count: number }>(
    tables.map(({ name }) => db.prepare(`SELECT count(*) AS count FROM "${name}"`)),
  );
  return Object.fromEntries(tables.map(({ name }, index) => [name, counts[index]?.results[0]?.count ?? 0]));
}
