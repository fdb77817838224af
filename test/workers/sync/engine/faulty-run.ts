import { AuthorizationError, type CrmAdapter, RetryAfterError, TransientError } from "@coccinelle/core";
import type { SyncStore } from "@coccinelle/db";
import type { Fault } from "../../../support/observed-database.ts";

/** The database and the CRM of a pass, at which chance has a step fail or kills the whole pass. */
export class FaultyRun {
  /** Resolves when the pass is killed. None of its steps goes on then. */
  readonly killed: Promise<"killed">;
  hadFault = false;
  readonly #random: () => number;
  #isDead = false;
  #kill: () => void = () => undefined;

  constructor(random: () => number) {
    this.#random = random;
    this.killed = new Promise((resolve) => {
      this.#kill = () => {
        this.#isDead = true;
        this.hadFault = true;
        resolve("killed");
      };
    });
  }

  /** Chooses the faults of `observedDatabase`. */
  databaseFault = (): Fault => this.#pick<Fault>(0.04, ["before", "after"]) ?? "none";

  wrapStore(store: SyncStore): SyncStore {
    return this.#wrap(store, (method) => method);
  }

  /** Gives no part of a job's results: the CRM gives them whole or not at all. */
  wrapAdapter(adapter: CrmAdapter): CrmAdapter {
    const bulk = adapter.bulk && this.#wrapCrm(adapter.bulk, ["before", "after", "limit", "unauthorized"]);
    const faulty = this.#wrapCrm(adapter, ["before", "after", "partial", "mute", "limit", "unauthorized"]);
    return new Proxy(faulty, {
      get: (object, name) => (name === "bulk" ? bulk : Reflect.get(object, name)),
    });
  }

  #wrapCrm<T extends object>(target: T, faults: readonly CrmFault[]): T {
    return this.#wrap(target, (method) => async (...args) => {
      const fault = this.#pick(0.12, faults);
      if (fault === "before") throw new TransientError("the CRM is not there");
      if (fault === "limit") throw new RetryAfterError("too many calls", 30);
      if (fault === "unauthorized") throw new AuthorizationError("the token was revoked");
      const [page, ...more] = args;
      if (fault === "partial" && Array.isArray(page)) {
        await method(page.slice(0, Math.floor(page.length / 2)), ...more);
        throw new TransientError("the CRM failed on the way");
      }
      const answer = await method(...args);
      if (fault === "after") throw new TransientError("the CRM's answer was lost");
      return fault === "mute" && Array.isArray(answer) ? answer.slice(1) : answer;
    });
  }

  #pick<T>(chance: number, options: readonly T[]): T | undefined {
    if (this.#random() > chance) return undefined;
    this.hadFault = true;
    return options[Math.floor(this.#random() * options.length)];
  }

  async #step(): Promise<void> {
    if (this.#isDead || this.#random() < 0.02) {
      this.#kill();
      await new Promise(() => undefined);
    }
  }

  /** Lets the pass be killed before or after each method. */
  #wrap<T extends object>(target: T, around: (method: Method) => Method): T {
    return new Proxy(target, {
      get: (object, name) => {
        const value: unknown = Reflect.get(object, name);
        if (typeof value !== "function") return value;
        const method = around(async (...args) => value.apply(object, args));
        return async (...args: unknown[]) => {
          await this.#step();
          const answer = await method(...args);
          await this.#step();
          return answer;
        };
      },
    });
  }
}

type CrmFault = "before" | "after" | "partial" | "mute" | "limit" | "unauthorized";
type Method = (...args: unknown[]) => Promise<unknown>;
