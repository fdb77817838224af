import { DurableObject } from "cloudflare:workers";

/** Where the cron goes on at its next tick: one object for all integrations. */
export class WakeCursor extends DurableObject<Env> {
  /** Null: at the beginning. */
  read(): string | null {
    return this.ctx.storage.kv.get<string>("position") ?? null;
  }

  write(position: string | null): void {
    if (position === null) this.ctx.storage.kv.delete("position");
    else this.ctx.storage.kv.put("position", position);
  }
}
