/** The fate of a round trip: it passes, it is lost, or only its answer is lost. */
export type Fault = "none" | "before" | "after";

interface Observer {
  /** Asked before each round trip. */
  fault?: (() => Fault) | undefined;
  /** Told of each round trip's statements and of its results. */
  onRoundTrip?: ((sql: string[], results: D1Result[]) => void | Promise<void>) | undefined;
}

const LOST = "D1_ERROR: Network connection lost.";

/** A database that behaves as the real one behind it, but counts, tells and fails as it is told to. */
export function observedDatabase(
  db: D1Database,
  { fault = () => "none", onRoundTrip }: Observer,
): D1Database {
  const originals = new WeakMap<D1PreparedStatement, { statement: D1PreparedStatement; sql: string }>();

  async function roundTrip(statements: D1PreparedStatement[]): Promise<D1Result[]> {
    const known = statements.map((statement) => originals.get(statement) ?? { statement, sql: "" });
    const chosen = fault();
    if (chosen === "before") throw new Error(LOST);
    const results = await db.batch(known.map(({ statement }) => statement));
    await onRoundTrip?.(
      known.map(({ sql }) => sql),
      results,
    );
    if (chosen === "after") throw new Error(LOST);
    return results;
  }

  function observe(statement: D1PreparedStatement, sql: string): D1PreparedStatement {
    const observed: D1PreparedStatement = Object.assign(Object.create(statement), {
      bind: (...values: unknown[]) => observe(statement.bind(...values), sql),
      run: async () => (await roundTrip([observed]))[0],
      all: async () => (await roundTrip([observed]))[0],
      first: async () => (await roundTrip([observed]))[0]?.results[0] ?? null,
    });
    originals.set(observed, { statement, sql });
    return observed;
  }

  return Object.assign(Object.create(db), {
    prepare: (sql: string) => observe(db.prepare(sql), sql),
    batch: roundTrip,
  });
}
