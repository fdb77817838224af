import { env } from "cloudflare:workers";
import { type Fault, observedDatabase } from "../../../support/observed-database.ts";
import { pick, type Random } from "../../../support/seeded-random.ts";

/** Nothing is answered any more. */
const NEVER = new Promise<never>(() => undefined);

/** A call of a pass that is gone, which arrives all the same. */
export type Straggler = () => Promise<unknown>;

interface KillablePassDeps {
  random: Random;
  /** The step at which the pass is killed: a batch to the database, or a call to the CRM. Null: none fails. */
  killAt: number | null;
  /** The call that the pass before left on its way. */
  straggler: Straggler | null;
}

/** How the last call of a killed pass ends. */
const ENDS = ["lost", "carried out", "late"] as const;
/** A call that is late arrives while the next pass takes over. */
const MAX_LATE_STEPS = 4;

/** A pass's way to the database and the CRM. It is gone at a given step, whatever the pass was about to do. */
export class KillablePass {
  /** Resolves when the pass is gone. */
  readonly killed: Promise<"killed">;
  /** The call that is still on its way. */
  straggler: Straggler | null;
  readonly #random: Random;
  readonly #killAt: number | null;
  readonly #arrivesAt: number;
  #kill: (how: "killed") => void = () => undefined;
  #steps = 0;
  #isDead = false;

  constructor({ random, killAt, straggler }: KillablePassDeps) {
    this.#random = random;
    this.#killAt = killAt;
    this.straggler = straggler;
    this.#arrivesAt = 1 + Math.floor(random() * MAX_LATE_STEPS);
    this.killed = new Promise((resolve) => {
      this.#kill = resolve;
    });
  }

  /** Loses some batches, or their answers alone. */
  database(): D1Database {
    const killable: D1Database = Object.assign(Object.create(env.DB), {
      prepare: (sql: string) => env.DB.prepare(sql),
      batch: (statements: D1PreparedStatement[]) => this.#step(() => env.DB.batch(statements)),
    });
    return observedDatabase(killable, { fault: () => this.#chooseFault() });
  }

  fetch(call: () => Promise<Response>): Promise<Response> {
    return this.#step(call);
  }

  #chooseFault(): Fault {
    if (this.#killAt === null || this.#random() > 0.03) return "none";
    return pick<Fault>(this.#random, ["before", "after"]) ?? "none";
  }

  async #step<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    if (this.#isDead) return NEVER;
    this.#steps += 1;
    if (this.#steps === this.#arrivesAt) await this.receiveStraggler();
    if (this.#steps === this.#killAt) return this.#die(call);
    const answer = await call();
    return this.#isDead ? NEVER : answer;
  }

  /** Has the call of the pass before arrive, where it has not yet. */
  async receiveStraggler(): Promise<void> {
    const arrive = this.straggler;
    this.straggler = null;
    if (arrive) await Promise.allSettled([arrive()]);
  }

  async #die(call: () => Promise<unknown>): Promise<never> {
    this.#isDead = true;
    const end = pick(this.#random, ENDS);
    if (end === "carried out") await Promise.allSettled([call()]);
    if (end === "late") this.straggler = call;
    this.#kill("killed");
    return NEVER;
  }
}
