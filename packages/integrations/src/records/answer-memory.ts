/** An account's description is read again after an hour: a field that was taken away may come back. */
export const SCHEMA_MS = 60 * 60 * 1000;

/** Answers of a CRM that are kept by name, so that each is asked for once. */
export interface AnswerMemory<Answer> {
  /** @param lifeMs how long the answer is kept; a failure is not kept */
  get(name: string, lifeMs: number, ask: () => Promise<Answer>): Promise<Answer>;
  forget(name: string): void;
}

export function createAnswerMemory<Answer>(clock: () => Date): AnswerMemory<Answer> {
  const answers = new Map<string, { answer: Promise<Answer>; until: number }>();
  return {
    async get(name, lifeMs, ask) {
      const now = clock().getTime();
      const last = answers.get(name);
      const known = last && now < last.until ? last : { answer: ask(), until: now + lifeMs };
      answers.set(name, known);
      try {
        return await known.answer;
      } catch (error) {
        if (answers.get(name) === known) answers.delete(name);
        throw error;
      }
    },
    forget(name) {
      answers.delete(name);
    },
  };
}

/** Fields that the CRM refused although it describes them. Each is kept as long as a description. */
export interface RefusedFields {
  add(type: string, fields: readonly string[]): void;
  has(type: string, field: string): boolean;
}

export function createRefusedFields(clock: () => Date): RefusedFields {
  const refusedUntil = new Map<string, number>();
  return {
    add(type, fields) {
      const until = clock().getTime() + SCHEMA_MS;
      for (const field of fields) refusedUntil.set(`${type}.${field}`, until);
    },
    has: (type, field) => clock().getTime() < (refusedUntil.get(`${type}.${field}`) ?? 0),
  };
}
