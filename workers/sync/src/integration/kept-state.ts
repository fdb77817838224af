import type { IntegrationRef } from "@coccinelle/core";
import type { AuthorizationAttempt } from "../oauth/authorization-attempt.ts";
import type { Hold } from "./next-alarm.ts";

/** Everything that outlives an object's memory. None of it is secret. */
interface Kept {
  ref: IntegrationRef;
  hold: Hold;
  setUpMark: string;
  attempt: AuthorizationAttempt;
}

export interface KeptState {
  get<Name extends keyof Kept>(name: Name): Kept[Name] | null;
  /** Null forgets the value. */
  put<Name extends keyof Kept>(name: Name, value: Kept[Name] | null): void;
}

/** The values that an object keeps in its storage. */
export function createKeptState(kv: DurableObjectStorage["kv"]): KeptState {
  return {
    get: <Name extends keyof Kept>(name: Name) => kv.get<Kept[Name]>(name) ?? null,
    put(name, value) {
      if (value === null) kv.delete(name);
      else kv.put(name, value);
    },
  };
}
